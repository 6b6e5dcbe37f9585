/// A TOML value (TOML 1.0.0) with its place in the text.
public struct TOMLItem: Hashable, Sendable {
  public let value: TOMLValue
  public let position: SourcePosition

  public init(value: TOMLValue, position: SourcePosition) {
    self.value = value
    self.position = position
  }
}

/// What a TOML value is.
public indirect enum TOMLValue: Hashable, Sendable {
  case string(String)
  case integer(Int64)
  case float(Double)
  case boolean(Bool)
  /// A date, a time or both, checked and in the spelling of the text.
  case date(TOMLDate)
  case array([TOMLItem])
  case table(TOMLTable)

  /// The kind in the words of an error text.
  public var kindName: String {
    switch self {
    case .string: "string"
    case .integer: "integer"
    case .float: "float"
    case .boolean: "boolean"
    case .date(let date): date.kind.rawValue
    case .array: "array"
    case .table: "table"
    }
  }
}

/// A date or time of TOML, as text: lifeboot compares none of them.
public struct TOMLDate: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case offsetDateTime = "date-time with offset"
    case localDateTime = "local date-time"
    case localDate = "local date"
    case localTime = "local time"
  }

  public let kind: Kind
  /// As the document spells it.
  public let text: String

  public init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}

/// A TOML table: its entries in the order in which the text first names them.
public struct TOMLTable: Hashable, Sendable {
  /// A key with its place, and its value.
  public struct Entry: Hashable, Sendable {
    public let key: String
    public let keyPosition: SourcePosition
    public let item: TOMLItem

    public init(key: String, keyPosition: SourcePosition, item: TOMLItem) {
      self.key = key
      self.keyPosition = keyPosition
      self.item = item
    }
  }

  public let entries: [Entry]

  public init(entries: [Entry]) { self.entries = entries }

  /// The entry `key`; keys are compared byte by byte.
  public subscript(key: String) -> Entry? { entries.first { $0.key.utf8.elementsEqual(key.utf8) } }
}
