import Formats
import Testing

@Suite struct TOMLReaderTests {
  @Test("a valid document is read", arguments: TOMLSamples.valid)
  func valid(text: String) throws {
    #expect(throws: Never.self) { try TOMLTable(text) }
  }

  @Test("an invalid document is refused with its place", arguments: TOMLSamples.invalid)
  func invalid(text: String) {
    let error = #expect(throws: FormatError.self) { try TOMLTable(text) }
    #expect(error?.position != nil)
  }

  @Test func `every key and value knows its line and column`() throws {
    let table = try TOMLTable("a = 1\n\n[b]\n  \"é\".c = [ 2,\n    'x' ]\n[[d]]\nq = { r = true }\n[[d]]\n")
    let a = try #require(table["a"])
    #expect(a.keyPosition == SourcePosition(line: 1, column: 1))
    #expect(a.item == TOMLItem(value: .integer(1), position: SourcePosition(line: 1, column: 5)))
    let b = try #require(table["b"]?.item.value.table?["é"])
    #expect(b.keyPosition == SourcePosition(line: 4, column: 3))
    let c = try #require(b.item.value.table?["c"])
    #expect(c.keyPosition == SourcePosition(line: 4, column: 7))
    #expect(c.item.position == SourcePosition(line: 4, column: 11))
    #expect(
      c.item.value.array?.map(\.position) == [
        SourcePosition(line: 4, column: 13), SourcePosition(line: 5, column: 5),
      ])
    let d = try #require(table["d"])
    #expect(d.keyPosition == SourcePosition(line: 6, column: 3))
    #expect(
      d.item.value.array?.map(\.position) == [
        SourcePosition(line: 6, column: 3), SourcePosition(line: 8, column: 3),
      ])
    let r = try #require(d.item.value.array?.first?.value.table?["q"]?.item.value.table?["r"])
    #expect(r.keyPosition == SourcePosition(line: 7, column: 7))
    #expect(r.item.position == SourcePosition(line: 7, column: 11))
  }

  @Test(
    "an error names the place and what to do",
    arguments: [
      ("a = 1\nb = yes", "policy, line 2, column 5: \"yes\" is no value\ntext stands in quotes"),
      (
        "a = 1\n\n  a = 2",
        "policy, line 3, column 3: \"a\" is defined already, in line 1\nkeep one of the two"
      ),
      ("[x]\n[y]\n[x]", "policy, line 3, column 2: \"x\" is defined already, in line 1\nkeep one of the two"),
      ("limit = 99999999999999999999", "policy, line 1, column 9: the integer does not fit into 64 bits"),
      ("a = \"x\ny\"", "policy, line 1, column 7: a control character or the end of the line in a string"),
      ("a = '''x\ny", "policy, line 1, column 5: a string without an end"),
      ("a = ", "policy, line 1, column 5: a value is missing"),
    ])
  func message(text: String, message: String) {
    let error = #expect(throws: FormatError.self) {
      try TOMLTable(parsing: Array(text.utf8), format: "policy")
    }
    #expect(error?.description == message)
  }

  @Test func `a text that is not UTF-8 is refused with its line`() {
    let error = #expect(throws: FormatError.self) {
      try TOMLTable(parsing: Array("a = 1\nb = '".utf8) + [0xC3, 0x27])
    }
    #expect(error?.position == SourcePosition(line: 2))
  }

  @Test func `every kind has a name for errors`() throws {
    let text =
      "a = ['', 1, 1.0, true, 1979-05-27, 07:32:00, 1979-05-27T07:32:00, 1979-05-27T07:32:00Z, [], {}]"
    let names = try TOMLTable(text)["a"]?.item.value.array?.map(\.value.kindName)
    #expect(
      names == [
        "string", "integer", "float", "boolean", "local date", "local time", "local date-time",
        "date-time with offset", "array", "table",
      ])
  }

  @Test func `entries keep the order of the text`() throws {
    let table = try TOMLTable("z = 1\na = 2\nm.y = 3\nb = 4\nm.x = 5\n")
    #expect(table.entries.map(\.key) == ["z", "a", "m", "b"])
    #expect(table["m"]?.item.value.table?.entries.map(\.key) == ["y", "x"])
  }

  @Test(
    "64 levels are read, more are refused",
    arguments: [
      (64, "", "", "k.", "k = 1"), (64, "[", "]", "k.", "k"), (63, "[[", "]]", "k.", "k"),
    ])
  func depth(levels: Int, open: String, close: String, part: String, last: String) {
    func document(_ levels: Int) -> String {
      open + String(repeating: part, count: levels - 1) + last + close
    }
    #expect(throws: Never.self) { try TOMLTable(document(levels)) }
    #expect(throws: FormatError.self) { try TOMLTable(document(levels + 1)) }
  }

  @Test func `arrays and inline tables count as levels`() {
    func arrays(_ levels: Int) -> String {
      "a = " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try TOMLTable(arrays(64)) }
    #expect(throws: FormatError.self) { try TOMLTable(arrays(65)) }
    func tables(_ levels: Int) -> String {
      String(repeating: "a = {", count: levels) + String(repeating: "}", count: levels)
    }
    #expect(throws: Never.self) { try TOMLTable(tables(64)) }
    #expect(throws: FormatError.self) { try TOMLTable(tables(65)) }
  }

  @Test(
    "a hundred thousand levels do not crash",
    arguments: [
      ("a.", "", "a = 1"), ("[", "a = ", ""), ("{a=", "a = ", ""), ("a.", "[", "a]"), ("a.", "[[", "a]]"),
      ("'a'.", "x = {", "a = 1}"),
    ])
  func bomb(piece: String, start: String, end: String) {
    let text = start + String(repeating: piece, count: 100_000) + end
    let error = #expect(throws: FormatError.self) { try TOMLTable(text) }
    #expect(error?.problem == "nested deeper than 64 levels")
  }

  @Test func `many keys, tables and elements are read in linear time`() throws {
    let keys = (0..<20_000).map { "k\($0) = \($0)\n" }.joined()
    let tables = (0..<10_000).map { "[t.t\($0)]\n" }.joined()
    let elements = String(repeating: "[[e]]\nx = 1\n", count: 20_000)
    let table = try TOMLTable(keys + tables + elements)
    #expect(table["k19999"]?.item.value == .integer(19_999))
    #expect(table["t"]?.item.value.table?.entries.count == 10_000)
    #expect(table["e"]?.item.value.array?.count == 20_000)
    let line = try TOMLTable("a = [" + String(repeating: "{b=1},", count: 20_000) + "]")
    #expect(line["a"]?.item.value.array?.last?.position == SourcePosition(line: 1, column: 6 + 6 * 19_999))
  }

  @Test func `the size limit holds`() {
    #expect(throws: FormatError.self) { try TOMLTable(parsing: Array("a = 1".utf8), limit: 4) }
  }

  @Test func `Python reads the same`() throws {
    let inputs = TOMLGenerator.inputs(seed: 31, documents: 3_000, damaged: 6_000)
    guard let answers = try PythonOracle.answers(to: inputs, module: "tomllib", script: TOMLGenerator.script)
    else { return }
    let accepted = answers.filter { $0 != "error" }.count
    print("TOML compared with tomllib: \(inputs.count) documents, \(accepted) of them valid")
    #expect(accepted > 2_000)
    PythonOracle.compare(inputs, answers) { bytes in
      (try? TOMLTable(parsing: bytes)).map(CanonicalText.of) ?? "error"
    }
  }

  @Test func `any bytes are read or refused`() {
    Fuzz(
      "TOML", texts: TOMLSamples.valid + TOMLSamples.invalid, rounds: 20_000,
      dictionary: TOMLGenerator.dictionary
    ).run {
      bytes in
      guard let table = try? TOMLTable(parsing: bytes) else { return }
      _ = CanonicalText.of(table)
    }
  }
}

extension TOMLTable {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}

extension TOMLValue {
  var table: TOMLTable? { if case .table(let table) = self { table } else { nil } }
  var array: [TOMLItem]? { if case .array(let items) = self { items } else { nil } }
}

extension CanonicalText {
  static func of(_ table: TOMLTable) -> String {
    let members = table.entries.map { $0.key.utf8.hexadecimal + "=" + of($0.item.value) }
    return "{" + members.sorted().joined(separator: ",") + "}"
  }

  static func of(_ value: TOMLValue) -> String {
    switch value {
    case .string(let text): "s:" + text.utf8.hexadecimal
    case .integer(let number): "i:\(number)"
    case .float(let number): number.isNaN ? "f:nan" : "f:" + String(number.bitPattern, radix: 16)
    case .boolean(let flag): "b:\(flag)"
    case .date(let date): "d:" + date.kind.rawValue
    case .array(let items): "[" + items.map { of($0.value) }.joined(separator: ",") + "]"
    case .table(let table): of(table)
    }
  }
}
