/// What `mdadm --examine --export` says of a member of an array: lines of `MD_NAME=value` (mdadm(8)).
public struct MDMember: Hashable, Sendable {
  static let format = "mdadm export"
  static let sizeLimit = 64 * 1024

  /// Four groups of eight digits with colons between them.
  public let uuid: String?
  /// How many devices the array has when it is whole.
  public let deviceCount: Int?
  public let level: String?
  public let name: String?

  /// - Throws: `FormatError` for what is no text or too long; lines that are no such pair are passed over.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    var values: [String: String] = [:]
    for line in text.lines {
      guard let equals = line.text.firstIndex(of: "=") else { continue }
      values[String(line.text[..<equals])] = String(line.text[line.text.index(after: equals)...])
    }
    uuid = values["MD_UUID"]
    deviceCount = values["MD_DEVICES"].flatMap { DecimalNumber.uint64(Substring($0)) }.flatMap {
      Int(exactly: $0)
    }
    level = values["MD_LEVEL"]
    name = values["MD_NAME"]
  }
}
