/// The head of a Linux kernel file: what kind it is, which version, and how long it must be to be whole.
///
/// A kernel that a power cut or a full partition has cut short still has its head, and so tells by itself that the rest
/// is missing, also when the store that it came from is gone.
public struct KernelImage: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// x86, with the setup header of Linux `Documentation/arch/x86/boot.rst`.
    case bzImage
    /// A small EFI program with the compressed kernel inside (Linux `drivers/firmware/efi/libstub/zboot-header.S`).
    case efiZBoot
    /// Linux `Documentation/arch/arm64/booting.rst`.
    case arm64
    /// Linux `Documentation/arch/riscv/boot-image-header.rst`.
    case riscv64
    /// An EFI program that shows no sign of being Linux.
    case otherEFI
  }

  public let kind: Kind
  /// The EFI head; nil for a kernel built without the EFI stub.
  public let pe: PEHeader?
  /// For example `6.12.57`; only x86 kernels say it in their head.
  public let version: String?
  /// The number of bytes the file must have at least; nil when the head does not tell.
  ///
  /// The size in the arm64 and RISC-V heads is the size in memory, which is larger than the file and not used here.
  public let declaredFileSize: UInt64?

  /// Reads the first bytes of a file, all of it or `PEHeader.readSize`.
  ///
  /// - Throws: `FormatError` when they are neither a Linux kernel nor an EFI program.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let pe = try? PEHeader(parsing: bytes)
    let setup = SetupHeader(bytes)
    if let setup {
      kind = .bzImage
      version = setup.version
    } else {
      kind = try Self.kind(bytes, isEFI: pe != nil)
      version = nil
    }
    self.pe = pe
    let payloadEnd = kind == .efiZBoot ? Self.zbootEnd(bytes) : nil
    declaredFileSize = [pe?.declaredFileSize, setup?.declaredFileSize, payloadEnd].compactMap(\.self).max()
  }

  private static let format = "kernel image"

  private static func kind(_ bytes: [UInt8], isEFI: Bool) throws(FormatError) -> Kind {
    if has("zimg", at: 4, in: bytes), isEFI { return .efiZBoot }
    if has("ARM\u{64}", at: 0x38, in: bytes) { return .arm64 }
    if has("RSC\u{05}", at: 0x38, in: bytes) { return .riscv64 }
    guard isEFI else {
      throw FormatError(format: format, problem: "neither a Linux kernel nor an EFI program")
    }
    return .otherEFI
  }

  private static func has(_ magic: String, at place: Int, in bytes: [UInt8]) -> Bool {
    bytes.dropFirst(place).starts(with: magic.utf8)
  }

  private static func zbootEnd(_ bytes: [UInt8]) -> UInt64? {
    var reader = ByteReader(bytes, format: format)
    guard (try? reader.seek(to: 8)) != nil, let start = try? reader.u32(), let size = try? reader.u32() else {
      return nil
    }
    return UInt64(start) + UInt64(size)
  }
}

/// The fields at 0x1F1 of an x86 kernel (boot protocol 2.00 and later).
private struct SetupHeader {
  let version: String?
  let declaredFileSize: UInt64?

  /// Nil when there is no such header.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes, format: "bzImage")
    guard let header = try? SetupHeader(&reader) else { return nil }
    self = header
  }

  private init(_ reader: inout ByteReader) throws(FormatError) {
    try reader.seek(to: 0x1F1)
    let sectors = UInt64(try reader.u8())
    try reader.skip(2)
    let paragraphs = UInt64(try reader.u32())
    try reader.seek(to: 0x1FE)
    guard try reader.u16() == 0xAA55 else { throw reader.error("no boot signature", at: 0x1FE) }
    try reader.skip(2)
    guard try reader.u32() == 0x5372_6448 else { throw reader.error("no HdrS signature", at: 0x202) }
    let boot = try reader.u16()
    // Setup code of `sectors` sectors, 0 meaning 4, after the boot sector; then the system in units of 16 bytes, a
    // count that has its upper half only since protocol 2.04.
    let setup = ((sectors == 0 ? 4 : sectors) + 1) * 512
    declaredFileSize = boot >= 0x0204 ? setup + paragraphs * 16 : nil
    try reader.seek(to: 0x20E)
    let place = Int(try reader.u16())
    version = place == 0 ? nil : Self.version(&reader, at: place + 0x200)
  }

  /// The first word of the text at `place`, which goes on with who built the kernel and when.
  private static func version(_ reader: inout ByteReader, at place: Int) -> String? {
    guard (try? reader.seek(to: place)) != nil else { return nil }
    let word = reader.rest().prefix(256).prefix { $0 > 0x20 && $0 < 0x7F }
    return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
  }
}
