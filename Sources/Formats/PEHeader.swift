/// The head of a PE image, the format of every EFI program (Microsoft PE and COFF specification, revision 11).
///
/// Only the head is parsed. It tells where each section lies, so that a caller can read the few bytes it wants of a
/// file of many megabytes, and how long the file must be to be whole.
public struct PEHeader: Hashable, Sendable {
  /// How much of a file to hand in: section tables stand in the first few KiB of every image known to us.
  public static let readSize = 64 * 1024

  /// The processor an image runs on.
  public enum Machine: Hashable, Sendable {
    case ia32, x64, arm, aarch64, riscv64, loongarch64
    case other(UInt16)
  }

  public struct Section: Hashable, Sendable {
    /// At most eight bytes, for example `.osrel`.
    public let name: String
    /// The bytes in the file, padding included.
    public let file: Range<UInt64>
    /// The bytes in the file that are the section's contents: not longer than its size in memory.
    public let contents: Range<UInt64>
  }

  public let machine: Machine
  /// 10 for an EFI application, 11 and 12 for EFI drivers.
  public let subsystem: UInt16
  /// In the order of the table.
  public let sections: [Section]
  /// Where the signatures for Secure Boot lie; nil without any.
  public let signatures: Range<UInt64>?
  private let headerSize: UInt64

  /// Reads the first bytes of a file, all of it or `readSize`.
  ///
  /// - Throws: `FormatError` when they are not a PE image or end inside the section table.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes, format: "PE image")
    guard try reader.u16() == 0x5A4D else { throw reader.error("no MZ signature", at: 0) }
    try reader.seek(to: 0x3C)
    let start = Int(try reader.u32())
    try reader.seek(to: start)
    guard try reader.u32() == 0x4550 else { throw reader.error("no PE signature", at: start) }
    machine = Machine(code: try reader.u16())
    let sectionCount = Int(try reader.u16())
    try reader.skip(12)
    let optionalSize = Int(try reader.u16())
    try reader.skip(2)
    let optional = try OptionalHeader(try reader.bytes(optionalSize))
    subsystem = optional.subsystem
    signatures = optional.signatures
    headerSize = optional.headerSize
    var sections: [Section] = []
    for _ in 0..<sectionCount { sections.append(try Section(&reader)) }
    self.sections = sections
  }

  /// Whether firmware starts it as a program, as it does loaders, kernels and UKIs.
  public var isEFIApplication: Bool { subsystem == 10 }

  /// The first section of that name.
  public func section(_ name: String) -> Section? { sections.first { $0.name == name } }

  /// The number of bytes a file must have to hold its headers, its sections and its signatures; a shorter one is
  /// truncated. Debugging symbols, which nothing loads, do not count.
  public var declaredFileSize: UInt64 {
    let ends = sections.filter { !$0.file.isEmpty }.map(\.file.upperBound)
    return ([headerSize, signatures?.upperBound ?? 0] + ends).max() ?? 0
  }
}

extension PEHeader.Machine {
  fileprivate init(code: UInt16) {
    self =
      switch code {
      case 0x014C: .ia32
      case 0x8664: .x64
      case 0x01C0, 0x01C2, 0x01C4: .arm
      case 0xAA64: .aarch64
      case 0x5064: .riscv64
      case 0x6264: .loongarch64
      default: .other(code)
      }
  }
}

extension PEHeader.Section {
  fileprivate init(_ reader: inout ByteReader) throws(FormatError) {
    name = String(decoding: try reader.bytes(8).prefix { $0 != 0 }, as: UTF8.self)
    let memorySize = UInt64(try reader.u32())
    try reader.skip(4)
    let size = UInt64(try reader.u32())
    let start = UInt64(try reader.u32())
    try reader.skip(16)
    file = start..<start + size
    // Linkers pad a section in the file to its alignment; a size of 0 in memory means that none was recorded.
    contents = start..<start + (memorySize == 0 ? size : min(size, memorySize))
  }
}

/// The part of the head that images have and object files do not.
private struct OptionalHeader {
  let subsystem: UInt16
  let headerSize: UInt64
  let signatures: Range<UInt64>?

  init(_ bytes: ArraySlice<UInt8>) throws(FormatError) {
    var reader = ByteReader(bytes, format: "PE optional header")
    let magic = try reader.u16()
    guard magic == 0x10B || magic == 0x20B else { throw reader.error("unknown kind 0x\(magic.hex())", at: 0) }
    try reader.seek(to: 60)
    headerSize = UInt64(try reader.u32())
    try reader.seek(to: 68)
    subsystem = try reader.u16()
    // PE32+ has wider fields for stack and heap before the table of directories.
    try reader.seek(to: magic == 0x20B ? 108 : 92)
    let directoryCount = try reader.u32()
    signatures = try Self.signatures(&reader, directoryCount: directoryCount)
  }

  /// The fifth directory, the only one whose address is a place in the file.
  private static func signatures(
    _ reader: inout ByteReader, directoryCount: UInt32
  ) throws(FormatError) -> Range<UInt64>? {
    guard directoryCount > 4, reader.remaining >= 40 else { return nil }
    try reader.skip(32)
    let start = UInt64(try reader.u32())
    let size = UInt64(try reader.u32())
    return size == 0 ? nil : start..<start + size
  }
}
