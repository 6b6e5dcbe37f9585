import Formats

/// The part that a boot volume plays, in the terms of the Boot Loader Specification.
public enum VolumeRole: String, Sendable, CaseIterable, Comparable {
  /// The EFI system partition: holds the loader, `loader.conf` and, without XBOOTLDR, the kernels.
  case esp
  /// The extended boot loader partition: holds entries and kernels beside the ESP.
  case xbootldr
  /// A boot directory that is neither, for instance a copy to be looked at.
  case boot

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .esp: 0
    case .xbootldr: 1
    case .boot: 2
    }
  }
}

/// A place on one boot volume: the volume and the names from its root downwards.
///
/// Two paths are equal when their names differ only in the case of ASCII letters, as FAT and UEFI compare them; what
/// Unicode calls equal beyond that are two names. There is no `..`, no absolute escape and no empty name in it, so a
/// step that holds a `VolumePath` cannot reach outside the volume.
public struct VolumePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let volume: VolumeRole
  /// The names from the root of the volume, at least one.
  public let components: [String]
  /// The folded text that equality, hashing and order look at.
  private let key: String

  /// Nil when a name is empty, `.`, `..`, or contains a separator or a control character.
  public init?(_ volume: VolumeRole, _ components: [String]) {
    guard !components.isEmpty, components.allSatisfy(Self.isName) else { return nil }
    self.init(volume: volume, checked: components)
  }

  /// Nil when `text` is not a path of names separated by `/`; a leading `/` is allowed.
  public init?(_ volume: VolumeRole, _ text: String) {
    self.init(volume, ASCIISplit.fields(Self.bare(text), at: "/").map(String.init))
  }

  private init(volume: VolumeRole, checked components: [String]) {
    self.volume = volume
    self.components = components
    self.key = Self.fold(components.joined(separator: "/"))
  }

  /// The names as they are spelt, for a directory that tells capitals from small letters.
  public var spelling: [ByteText] { components.map { ByteText($0) } }

  /// The last name.
  public var name: String { components[components.count - 1] }

  /// The directory that holds this path, nil at the root of the volume.
  public var parent: VolumePath? {
    components.count > 1 ? VolumePath(volume: volume, checked: components.dropLast()) : nil
  }

  /// The path of `name` inside this directory, nil when `name` is no name.
  public func appending(_ name: String) -> VolumePath? {
    Self.isName(name) ? VolumePath(volume: volume, checked: components + [name]) : nil
  }

  /// The same place on another volume.
  public func on(_ other: VolumeRole) -> VolumePath {
    VolumePath(volume: other, checked: components)
  }

  /// The directory and the name in it, in small letters: `efi/nixos` and `x.efi`. The directory of a
  /// path at the root of the volume is empty.
  public var folded: (directory: String, name: String) {
    guard let slash = key.utf8.lastIndex(of: 0x2F) else { return ("", key) }
    return (String(key.utf8[..<slash]) ?? "", String(key.utf8[slash...].dropFirst()) ?? "")
  }

  /// True when this path lies below `directory` (given as `/EFI/nixos`), at any depth.
  public func isBelow(_ directory: String) -> Bool {
    let prefix = Self.fold(Self.bare(directory)) + "/"
    return key.utf8.starts(with: prefix.utf8)
  }

  /// True when this path lies directly in `directory` (given as `/EFI/nixos`).
  public func isDirectlyIn(_ directory: String) -> Bool {
    isBelow(directory) && components.count == ASCIISplit.words(directory, at: "/").count + 1
  }

  /// True when this is the place that `text` (given as `/loader/loader.conf`) names.
  public func isAt(_ text: String) -> Bool {
    ByteText.equal(key, Self.fold(Self.bare(text)))
  }

  /// `/EFI/nixos/x.efi`: from the root of the volume, as entries write it.
  public var description: String { "/" + components.joined(separator: "/") }

  public static func == (left: Self, right: Self) -> Bool {
    left.volume == right.volume && ByteText.equal(left.key, right.key)
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.volume == right.volume ? ByteText.precedes(left.key, right.key) : left.volume < right.volume
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(volume)
    ByteText.hash(key, into: &hasher)
  }

  /// `text` with ASCII capitals made small: what UEFI and FAT treat as the same name.
  public static func fold(_ text: String) -> String {
    guard text.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return text }
    return String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// `name` as a key: two names that FAT takes for one are one.
  static func key(_ name: String) -> ByteText { ByteText(fold(name)) }

  /// Without one slash at the begin.
  private static func bare(_ text: String) -> String {
    text.utf8.first == 0x2F ? String(text.utf8.dropFirst()) ?? "" : text
  }

  private static func isName(_ name: String) -> Bool {
    guard !name.isEmpty, name != ".", name != ".." else { return false }
    return name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x2F && $0 != 0x5C && $0 != 0x7F }
  }
}
