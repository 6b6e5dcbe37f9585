/// The values of TOML that are one word: numbers, booleans, dates and times.
enum TOMLNumber {
  /// What reading a word came to.
  enum Reading {
    case value(TOMLValue)
    case outOfRange
    case unknown
  }

  static func read(_ word: ArraySlice<UInt8>) -> Reading {
    if word.elementsEqual("true".utf8) { return .value(.boolean(true)) }
    if word.elementsEqual("false".utf8) { return .value(.boolean(false)) }
    if let date = TOMLDateReader.read(word) { return .value(.date(date)) }
    if let special = special(word) { return .value(.float(special)) }
    if let digits = radixDigits(word) { return integer(digits.text, radix: digits.radix, isNegative: false) }
    let isNegative = word.first == UInt8(ascii: "-")
    let unsigned = isSign(word.first) ? word.dropFirst() : word
    if let digits = grouped(unsigned, isDigit), hasNoZeroInFront(digits) {
      return integer(digits, radix: 10, isNegative: isNegative)
    }
    return float(unsigned, isNegative: isNegative).map { .value(.float($0)) } ?? .unknown
  }

  private static func special(_ word: ArraySlice<UInt8>) -> Double? {
    let name = isSign(word.first) ? word.dropFirst() : word
    let isNegative = word.first == UInt8(ascii: "-")
    if name.elementsEqual("inf".utf8) { return isNegative ? -.infinity : .infinity }
    return name.elementsEqual("nan".utf8) ? .nan : nil
  }

  private static func radixDigits(_ word: ArraySlice<UInt8>) -> (text: [UInt8], radix: Int)? {
    guard word.count > 2, word.first == 0x30, let letter = word.dropFirst().first else { return nil }
    let radix =
      switch letter {
      case UInt8(ascii: "x"): 16
      case UInt8(ascii: "o"): 8
      case UInt8(ascii: "b"): 2
      default: 0
      }
    let isMember = { (byte: UInt8) in byte.hexDigit.map { Int($0) < radix } ?? false }
    return grouped(word.dropFirst(2), isMember).map { ($0, radix) }
  }

  /// The digits without their underscores, each of which must stand between two digits.
  private static func grouped(_ text: ArraySlice<UInt8>, _ isMember: (UInt8) -> Bool) -> [UInt8]? {
    let groups = text.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isMember) }) else { return nil }
    return groups.flatMap { $0 }
  }

  private static func integer(_ digits: [UInt8], radix: Int, isNegative: Bool) -> Reading {
    let text = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    return Int64(text, radix: radix).map { .value(.integer($0)) } ?? .outOfRange
  }

  /// `digits [. digits] [e [sign] digits]` with at least one of the two parts.
  private static func float(_ text: ArraySlice<UInt8>, isNegative: Bool) -> Double? {
    let exponentStart = text.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    let mantissa = text[..<(exponentStart ?? text.endIndex)]
    let halves = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard halves.count <= 2, halves.count == 2 || exponentStart != nil,
      let whole = halves.first.flatMap({ grouped($0, isDigit) }), hasNoZeroInFront(whole)
    else { return nil }
    var spelled = whole
    if halves.count == 2 {
      guard let fraction = grouped(halves[1], isDigit) else { return nil }
      spelled += [UInt8(ascii: ".")] + fraction
    }
    if let start = exponentStart {
      let exponent = text[start...].dropFirst()
      let sign = isSign(exponent.first) ? Array(exponent.prefix(1)) : []
      guard let digits = grouped(exponent.dropFirst(sign.count), isDigit) else { return nil }
      spelled += [UInt8(ascii: "e")] + sign + digits
    }
    return Double((isNegative ? "-" : "") + String(decoding: spelled, as: UTF8.self))
  }

  private static func hasNoZeroInFront(_ digits: [UInt8]) -> Bool {
    digits.first != 0x30 || digits.count == 1
  }

  private static func isSign(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
