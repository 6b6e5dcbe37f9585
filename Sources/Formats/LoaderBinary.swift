/// Which boot loader an EFI program is, as far as its bytes tell.
///
/// systemd's marker and shim's version line are made for this question. The other answers are heuristic: texts that
/// their programs have carried for years and that nothing forces to stay.
public struct LoaderBinary: Hashable, Sendable {
  public enum Product: Hashable, Sendable, CaseIterable {
    case systemdBoot
    /// The stub of a unified kernel image.
    case systemdStub
    case shim
    case grub
    case limine
    case refind
  }

  public let product: Product
  /// For example `257.9`; nil when the bytes do not say.
  public let version: String?

  /// How many bytes of a file are looked at; every loader is smaller, and a UKI has its mark in `.sdmagic`.
  public static let readLimit = 16 * 1024 * 1024

  /// Looks for the marks of the loaders we know; nil when there is none.
  public init?(recognising bytes: [UInt8]) {
    let bytes = bytes.count > Self.readLimit ? Array(bytes.prefix(Self.readLimit)) : bytes
    for recognise in [Self.systemd, Self.shim, Self.limine, Self.grub, Self.refind] {
      guard let found = recognise(bytes) else { continue }
      self = found
      return
    }
    return nil
  }

  private init(_ product: Product, _ version: String?) {
    self.product = product
    self.version = version
  }

  /// `#### LoaderInfo: systemd-boot 257.9 ####`, kept in `.sdmagic` so that `bootctl` can compare versions.
  private static func systemd(_ bytes: [UInt8]) -> LoaderBinary? {
    guard let text = text(after: "#### LoaderInfo: ", before: " ####", in: bytes) else { return nil }
    let words = text.split(separator: " ", maxSplits: 1)
    let version = words.count == 2 ? String(words[1]) : nil
    switch words.first {
    case "systemd-boot": return LoaderBinary(.systemdBoot, version)
    case "systemd-stub": return LoaderBinary(.systemdStub, version)
    default: return nil
    }
  }

  /// `UEFI SHIM`, then `$Version: 16.1 $`.
  private static func shim(_ bytes: [UInt8]) -> LoaderBinary? {
    guard offset(of: "UEFI SHIM\n$Version: ", in: bytes) != nil else { return nil }
    return LoaderBinary(.shim, text(after: "UEFI SHIM\n$Version: ", before: " $", in: bytes))
  }

  /// The place where `limine enroll-config` writes the configuration's hash (heuristic).
  private static func limine(_ bytes: [UInt8]) -> LoaderBinary? {
    guard offset(of: "++CONFIG_B2SUM_SIGNATURE++", in: bytes) != nil else { return nil }
    return LoaderBinary(.limine, nil)
  }

  /// The greeting of GRUB's core (heuristic); the version, where distributions add an SBAT section.
  private static func grub(_ bytes: [UInt8]) -> LoaderBinary? {
    guard offset(of: "Welcome to GRUB!", in: bytes) != nil else { return nil }
    return LoaderBinary(.grub, sbatVersion(",Free Software Foundation,grub,", bytes))
  }

  /// The name in rEFInd's own menu, in UTF-16 (heuristic); the version from the SBAT section that newer ones have.
  private static func refind(_ bytes: [UInt8]) -> LoaderBinary? {
    let name = "rEFInd Boot Manager".utf16.flatMap(\.littleEndianBytes)
    guard offset(of: name, in: bytes, from: 0) != nil else { return nil }
    return LoaderBinary(.refind, sbatVersion(",Roderick W. Smith,refind,", bytes))
  }

  /// The fifth column of a line of `.sbat` (shim's `SBAT.md`).
  private static func sbatVersion(_ vendorAndPackage: String, _ bytes: [UInt8]) -> String? {
    text(after: vendorAndPackage, before: ",", in: bytes)
  }

  /// A short printable text between two others.
  private static func text(after opening: String, before closing: String, in bytes: [UInt8]) -> String? {
    guard let start = offset(of: opening, in: bytes) else { return nil }
    let window = bytes.dropFirst(start + opening.utf8.count).prefix(128)
    let printable = String(decoding: window.prefix { (0x20..<0x7F).contains($0) }, as: UTF8.self)
    guard let end = printable.firstRange(of: closing), end.lowerBound > printable.startIndex else {
      return nil
    }
    return String(printable[..<end.lowerBound])
  }

  private static func offset(of text: String, in bytes: [UInt8]) -> Int? {
    offset(of: Array(text.utf8), in: bytes, from: 0)
  }

  /// The first place of a pattern (Horspool's search; patterns here are short, so even the worst case is linear).
  static func offset(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let final = pattern.last else { return start }
    var shifts = [Int](repeating: pattern.count, count: 256)
    for (index, byte) in pattern.dropLast().enumerated() { shifts[Int(byte)] = pattern.count - 1 - index }
    var place = start
    while place <= bytes.count - pattern.count {
      let byte = bytes[place + pattern.count - 1]
      if byte == final, bytes[place..<place + pattern.count].elementsEqual(pattern) { return place }
      place += shifts[Int(byte)]
    }
    return nil
  }
}
