/// Decimal digits as a number: nothing but digits, at least one, and no overflow.
enum DecimalNumber {
  static func uint64(_ digits: some Collection<UInt8>) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var number: UInt64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit &- 0x30))
      guard !overflow, !carry else { return nil }
      number = sum
    }
    return number
  }

  static func uint64(_ digits: some StringProtocol) -> UInt64? { uint64(digits.utf8) }
}
