/// The head of an ELF program, as far as it tells whether the file is whole and for which processor (elf(5)).
public struct ELFHeader: Hashable, Sendable {
  /// `e_machine`; nil for big-endian files, which no machine of NixOS runs.
  public let processor: UInt16?
  /// Where its tables end, in bytes: a whole file is at least that long.
  public let declaredBytes: UInt64

  /// Nil for what is no ELF file or has less than a head.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= 52, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
    let isLong = bytes[4] == 2
    guard bytes[5] == 1 else {
      processor = nil
      declaredBytes = 0
      return
    }
    func number(_ place: Int, _ length: Int) -> UInt64? {
      guard place + length <= bytes.count else { return nil }
      return (0..<length).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }
    guard let machine = number(18, 2), let programs = number(isLong ? 32 : 28, isLong ? 8 : 4),
      let sections = number(isLong ? 40 : 32, isLong ? 8 : 4),
      let programSize = number(isLong ? 54 : 42, 2), let programCount = number(isLong ? 56 : 44, 2),
      let sectionSize = number(isLong ? 58 : 46, 2), let sectionCount = number(isLong ? 60 : 48, 2)
    else { return nil }
    processor = UInt16(truncatingIfNeeded: machine)
    declaredBytes = max(
      programs +| programSize.multipliedReportingOverflow(by: programCount).partialValue,
      sections +| sectionSize.multipliedReportingOverflow(by: sectionCount).partialValue)
  }
}
