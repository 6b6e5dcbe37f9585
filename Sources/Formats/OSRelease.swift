/// The identification of an operating system, `/etc/os-release` or the `.osrel` section of a UKI (os-release(5)).
///
/// Lines are `NAME=value` in shell syntax without expansion: a value is bare, in single quotes, or in double quotes
/// with backslashes before `"`, `$`, `` ` `` and itself. Lines that are none of that are passed over, as systemd
/// does.
public struct OSRelease: Hashable, Sendable {
  static let format = "os-release"
  /// Larger files are refused, in bytes.
  public static let sizeLimit = 64 * 1024

  /// The values by name. Of several equal names the last one wins.
  public let values: [String: String]

  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    var values: [String: String] = [:]
    for line in text.lines {
      guard let (name, value) = Self.assignment(line.text) else { continue }
      values[name] = value
    }
    self.values = values
  }

  public var id: String? { values["ID"] }
  public var name: String? { values["NAME"] }
  public var prettyName: String? { values["PRETTY_NAME"] }
  public var versionID: String? { values["VERSION_ID"] }
  public var version: String? { values["VERSION"] }
  public var imageID: String? { values["IMAGE_ID"] }
  public var imageVersion: String? { values["IMAGE_VERSION"] }

  private static func assignment(_ line: String) -> (name: String, value: String)? {
    let text = line.utf8.drop(while: isBlank)
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = text[..<equals]
    guard let first = name.first, !(0x30...0x39).contains(first), name.allSatisfy(isNameCharacter),
      let value = value(text[equals...].dropFirst())
    else { return nil }
    return (String(Substring(name)), value)
  }

  /// The value with its quotes resolved; nil if a quote is left open.
  private static func value(_ text: Substring.UTF8View) -> String? {
    var value: [UInt8] = []
    // How many bytes of the value are not trailing blanks outside quotes.
    var kept = 0
    var quote: UInt8?
    var rest = text.drop(while: isBlank)
    while let byte = rest.popFirst() {
      if byte == quote {
        quote = nil
        kept = value.count
      } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), let next = rest.popFirst() {
        if quote != nil, !"\"$`\\".utf8.contains(next) { value.append(byte) }
        value.append(next)
        kept = value.count
      } else {
        value.append(byte)
        if quote != nil || !isBlank(byte) { kept = value.count }
      }
    }
    return quote == nil ? String(decoding: value.prefix(kept), as: UTF8.self) : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
    default: false
    }
  }
}
