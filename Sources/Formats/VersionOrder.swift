/// The order of version strings that boot loaders sort by (UAPI Version Format Specification).
///
/// Implemented is what systemd-boot and bootctl do (`strverscmp_improved` in systemd's `src/fundamental`), which is
/// what decides the default entry. It deviates from the text of the specification: a `^` part is *lower* than no such
/// part, a `~` part is lower than the end of the text, and a missing number is lower than `0` instead of equal to it.
public enum VersionOrder {
  /// -1 if `left` is the older version, 1 if it is the newer one, 0 if both are equal in this order.
  public static func compare(_ left: String, _ right: String) -> Int {
    var a = Array(left.utf8)[...]
    var b = Array(right.utf8)[...]
    dropCommonParts(&a, &b)
    while true {
      a = a.drop { !isVersionCharacter($0) }
      b = b.drop { !isVersionCharacter($0) }
      if let order = takeSeparator(UInt8(ascii: "~"), &a, &b) { return order }
      if a.isEmpty || b.isEmpty { return sign(a.count, b.count) }
      for separator in "-^.".utf8 {
        if let order = takeSeparator(separator, &a, &b) { return order }
      }
      let isNumber = a.first.map(isDigit) ?? false || b.first.map(isDigit) ?? false
      let order = isNumber ? takeNumber(&a, &b) : takeLetters(&a, &b)
      if order != 0 { return order }
    }
  }

  /// Drops what both begin with, up to the last part that may go on differently: equal parts are taken
  /// from both alike, and versions of one machine differ only near their end.
  private static func dropCommonParts(_ a: inout ArraySlice<UInt8>, _ b: inout ArraySlice<UInt8>) {
    var end = 0
    while end < a.count, end < b.count, a[end] == b[end] { end += 1 }
    while end > 0, isVersionCharacter(a[end - 1]) { end -= 1 }
    a = a[end...]
    b = b[end...]
  }

  /// Takes `separator` from both; an order if only one of them has it, which is the lower one.
  private static func takeSeparator(
    _ separator: UInt8, _ a: inout ArraySlice<UInt8>, _ b: inout ArraySlice<UInt8>
  ) -> Int? {
    switch (a.first == separator, b.first == separator) {
    case (false, false): return nil
    case (true, false): return -1
    case (false, true): return 1
    case (true, true):
      a = a.dropFirst()
      b = b.dropFirst()
      return nil
    }
  }

  private static func takeNumber(_ a: inout ArraySlice<UInt8>, _ b: inout ArraySlice<UInt8>) -> Int {
    let left = a.prefix(while: isDigit)
    let right = b.prefix(while: isDigit)
    a = a.dropFirst(left.count)
    b = b.dropFirst(right.count)
    if left.isEmpty != right.isEmpty { return left.isEmpty ? -1 : 1 }
    let leftDigits = left.drop { $0 == UInt8(ascii: "0") }
    let rightDigits = right.drop { $0 == UInt8(ascii: "0") }
    let order = sign(leftDigits.count, rightDigits.count)
    return order == 0 ? lexical(leftDigits, rightDigits) : order
  }

  private static func takeLetters(_ a: inout ArraySlice<UInt8>, _ b: inout ArraySlice<UInt8>) -> Int {
    let left = a.prefix(while: isLetter)
    let right = b.prefix(while: isLetter)
    a = a.dropFirst(left.count)
    b = b.dropFirst(right.count)
    return lexical(left, right)
  }

  private static func lexical(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    for (l, r) in zip(left, right) where l != r { return l < r ? -1 : 1 }
    return sign(left.count, right.count)
  }

  private static func sign(_ left: Int, _ right: Int) -> Int { left == right ? 0 : left < right ? -1 : 1 }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isVersionCharacter(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || "~-^.".utf8.contains(byte)
  }
}
