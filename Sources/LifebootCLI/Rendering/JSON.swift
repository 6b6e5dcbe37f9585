/// A JSON document (RFC 8259) whose members keep the order in which they were given.
///
/// FoundationEssentials' encoder sorts members by name or leaves their order to chance; the documented
/// order, the schema first, reads better and costs a fifth of the time.
indirect enum JSON: Sendable, Hashable {
  struct Member: Sendable, Hashable {
    var name: String
    var value: JSON
  }

  case string(String)
  case unsigned(UInt64)
  case integer(Int64)
  case boolean(Bool)
  case array([JSON])
  case members([Member])

  /// An object without the members that are nil: absent means absent.
  static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .members(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
  }

  static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

  /// The document, indented, with a newline at its end.
  var text: String {
    var bytes: [UInt8] = []
    add(to: &bytes, depth: 0)
    bytes.append(0x0A)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func add(to bytes: inout [UInt8], depth: Int) {
    switch self {
    case .string(let text): Self.add(text, to: &bytes)
    case .unsigned(let number): bytes += String(number).utf8
    case .integer(let number): bytes += String(number).utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .array(let elements):
      Self.addList(open: "[", close: "]", count: elements.count, to: &bytes, depth: depth) { index, bytes in
        elements[index].add(to: &bytes, depth: depth + 1)
      }
    case .members(let members):
      Self.addList(open: "{", close: "}", count: members.count, to: &bytes, depth: depth) { index, bytes in
        Self.add(members[index].name, to: &bytes)
        bytes += ": ".utf8
        members[index].value.add(to: &bytes, depth: depth + 1)
      }
    }
  }

  private static func addList(
    open: String, close: String, count: Int, to bytes: inout [UInt8], depth: Int,
    _ element: (Int, inout [UInt8]) -> Void
  ) {
    bytes += open.utf8
    for index in 0..<count {
      bytes += (index == 0 ? "\n" : ",\n").utf8
      bytes += repeatElement(0x20, count: 2 * (depth + 1))
      element(index, &bytes)
    }
    if count > 0 {
      bytes.append(0x0A)
      bytes += repeatElement(0x20, count: 2 * depth)
    }
    bytes += close.utf8
  }

  /// Escapes what the format asks for, and what a terminal would act on when a document is shown on one.
  private static func add(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      bytes += text.utf8
    } else {
      for scalar in text.unicodeScalars { add(scalar, to: &bytes) }
    }
    bytes.append(0x22)
  }

  private static func add(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar {
    case "\"": bytes += "\\\"".utf8
    case "\\": bytes += "\\\\".utf8
    case "\n": bytes += "\\n".utf8
    case "\t": bytes += "\\t".utf8
    default:
      if SafeText.isHarmless(scalar) {
        bytes += String(scalar).utf8
      } else {
        for unit in String(scalar).utf16 {
          let hex = String(unit, radix: 16)
          bytes += ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8
        }
      }
    }
  }
}
