/// A JSON document (RFC 8259), read strictly and without building what nobody asks for.
///
/// The document keeps its bytes and a list of nodes; strings and numbers are made only when a value is asked for them.
/// Stricter than the standard: duplicate keys are errors, as are a byte order mark, escaped halves of surrogate pairs
/// and nesting below `depthLimit`.
public struct JSONDocument: Sendable {
  /// How deep arrays and objects may nest.
  public static let depthLimit = 64
  /// The largest document taken unless the caller says otherwise, in bytes.
  public static let sizeLimit = 4 * 1024 * 1024

  struct Node: Sendable {
    let kind: JSONValue.Kind
    /// The value's bytes; of a string, those between the quotes.
    let range: Range<Int>
    /// The index of the node after this value and all that it contains.
    var next: Int
    /// Whether a string holds escapes.
    let isEscaped: Bool
  }

  let format: String
  let bytes: [UInt8]
  let nodes: [Node]

  /// - Throws: `FormatError` with the place of the first violation.
  public init(
    parsing bytes: [UInt8], format: String, limit: Int = JSONDocument.sizeLimit
  ) throws(FormatError) {
    guard bytes.count <= limit else {
      throw FormatError(format: format, problem: "\(bytes.count) bytes, more than the \(limit) that are read")
    }
    var reader = JSONReader(bytes: bytes, format: format)
    nodes = try reader.readDocument()
    self.bytes = bytes
    self.format = format
  }

  public var root: JSONValue { JSONValue(document: self, index: 0) }
}

/// A value inside a `JSONDocument`.
public struct JSONValue: Sendable {
  public enum Kind: String, Hashable, Sendable {
    case null, boolean, number, string, array, object
  }

  let document: JSONDocument
  let index: Int

  private var node: JSONDocument.Node { document.nodes[index] }
  public var kind: Kind { node.kind }

  /// Where the value stands; computed by counting lines, so ask for it in errors only.
  public var position: SourcePosition {
    SourcePosition(ofByte: node.range.lowerBound, in: document.bytes)
  }

  /// The text of a string, nil of anything else.
  public var string: String? {
    guard node.kind == .string else { return nil }
    return JSONString.text(document.bytes[node.range], isEscaped: node.isEscaped)
  }

  public var boolean: Bool? {
    node.kind == .boolean ? document.bytes[node.range].first == UInt8(ascii: "t") : nil
  }

  /// The text of a number as the document spells it.
  public var numberText: String? {
    node.kind == .number ? String(decoding: document.bytes[node.range], as: UTF8.self) : nil
  }

  /// A number written without fraction and exponent that fits.
  public var integer: Int64? { numberText.flatMap { Int64($0) } }

  /// A number as the nearest double; infinite if it is out of range.
  public var double: Double? { numberText.flatMap { Double($0) } }

  /// The elements of an array, nil of anything else.
  public var elements: [JSONValue]? { node.kind == .array ? children : nil }

  /// The members of an object in the order of the document, nil of anything else.
  public var members: [(key: String, value: JSONValue)]? {
    guard node.kind == .object else { return nil }
    let children = children
    return stride(from: 0, to: children.count - 1, by: 2).map {
      (children[$0].string ?? "", children[$0 + 1])
    }
  }

  /// The member `key` of an object; nil if there is none or this is no object.
  public subscript(key: String) -> JSONValue? {
    guard node.kind == .object else { return nil }
    var child = index + 1
    while child + 1 < node.next {
      let name = document.nodes[child]
      if JSONString.equals(document.bytes[name.range], isEscaped: name.isEscaped, key) {
        return JSONValue(document: document, index: name.next)
      }
      child = document.nodes[name.next].next
    }
    return nil
  }

  private var children: [JSONValue] {
    var children: [JSONValue] = []
    var child = index + 1
    while child < node.next {
      children.append(JSONValue(document: document, index: child))
      child = document.nodes[child].next
    }
    return children
  }
}
