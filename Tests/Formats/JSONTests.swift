import Formats
import Testing

@Suite struct JSONTests {
  @Test func `values give what they are and nothing else`() throws {
    let root = try JSONDocument(
      #"{"s":"x","n":-12.5e1,"i":7,"t":true,"f":false,"z":null,"a":[1,[2],{}],"o":{"k":""}}"#
    ).root
    #expect(root.kind == .object)
    #expect(root["s"]?.string == "x")
    #expect(root["n"]?.double == -125)
    #expect(root["n"]?.numberText == "-12.5e1")
    #expect(root["n"]?.integer == nil)
    #expect(root["i"]?.integer == 7)
    #expect(root["t"]?.boolean == true)
    #expect(root["f"]?.boolean == false)
    #expect(root["z"]?.kind == .null)
    #expect(root["a"]?.elements?.map(\.kind) == [.number, .array, .object])
    #expect(root["o"]?["k"]?.string == "")
    #expect(root.members?.map(\.key) == ["s", "n", "i", "t", "f", "z", "a", "o"])
    #expect(root["missing"] == nil)
    #expect(root["s"]?["x"] == nil)
    #expect(root["s"]?.elements == nil)
    #expect(root["a"]?.members == nil)
    #expect(root["i"]?.string == nil)
    #expect(root.string == nil)
  }

  @Test func `positions count lines and characters`() throws {
    let root = try JSONDocument("{\n  \"é\": 1, \"b\": [\n    true ]\n}").root
    #expect(root.position == SourcePosition(line: 1, column: 1))
    #expect(root["é"]?.position == SourcePosition(line: 2, column: 8))
    #expect(root["b"]?.elements?.first?.position == SourcePosition(line: 3, column: 5))
  }

  @Test(
    "strings are resolved",
    arguments: [
      (#""""#, ""), (#""aé€😀""#, "aé€😀"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0041\u00e9""#, "Aé"),
      (#""\uD83D\uDE00""#, "😀"), (#""\ud83d\ude00x""#, "😀x"), (#""\u0000""#, "\0"),
      (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
      (#""\\u0041""#, "\\u0041"),
    ])
  func string(json: String, text: String) throws {
    #expect(try JSONDocument(json).root.string == text)
  }

  @Test func `a key with escapes is found by its meaning`() throws {
    let root = try JSONDocument(#"{"\u0061b":1,"c\/":2}"#).root
    #expect(root["ab"]?.integer == 1)
    #expect(root["c/"]?.integer == 2)
    #expect(root.members?.map(\.key) == ["ab", "c/"])
  }

  @Test(
    "what is not JSON is refused where it begins to be wrong",
    arguments: [
      ("", 1, 1), (" ", 1, 2), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4),
      ("{\"a\" 1}", 1, 6),
      ("{a:1}", 1, 2), ("01", 1, 1), ("-", 1, 2), ("1.", 1, 3), (".5", 1, 1), ("1e", 1, 3), ("+1", 1, 1),
      ("tru", 1, 1),
      ("nul", 1, 1), ("NaN", 1, 1), ("1 x", 1, 3), ("\"a", 1, 1), ("\"a\nb\"", 1, 3), ("\"\\x\"", 1, 2),
      ("\"\\u12G4\"", 1, 2), ("\"\\ud800\"", 1, 2), ("\"\\ud800\\u0041\"", 1, 2), ("\"\\udc00\"", 1, 2),
      ("{\n\"a\":1,\n\"a\":2}", 3, 1), ("{\"a\":1,\"\\u0061\":2}", 1, 8), ("\u{FEFF}1", 1, 1), ("'a'", 1, 1),
      ("[1]//", 1, 4), ("\u{A0}1", 1, 1), ("\"\u{1}\"", 1, 2), ("truefalse", 1, 5), ("-01", 1, 1),
    ])
  func refusal(json: String, line: Int, column: Int) {
    let error = #expect(throws: FormatError.self) { try JSONDocument(json) }
    #expect(error?.position == SourcePosition(line: line, column: column), "\(error?.description ?? "")")
  }

  @Test func `bytes that are not UTF-8 are refused in strings and outside`() {
    #expect(throws: FormatError.self) { try JSONDocument(parsing: [0x22, 0xC3, 0x22], format: "test") }
    #expect(throws: FormatError.self) {
      try JSONDocument(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22], format: "test")
    }
    #expect(throws: FormatError.self) { try JSONDocument(parsing: [0xFF], format: "test") }
  }

  @Test func `64 levels are read, more are refused, and a hundred thousand do not crash`() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try JSONDocument(nested(64)) }
    #expect(throws: FormatError.self) { try JSONDocument(nested(65)) }
    #expect(throws: FormatError.self) { try JSONDocument(String(repeating: "[", count: 100_000)) }
    #expect(throws: FormatError.self) { try JSONDocument(String(repeating: "{\"a\":", count: 100_000)) }
  }

  @Test func `objects with many keys are checked for duplicates too`() throws {
    let members = (0..<10_000).map { "\"key\($0)\":\($0)" }
    #expect(try JSONDocument("{\(members.joined(separator: ","))}").root["key9999"]?.integer == 9999)
    #expect(throws: FormatError.self) {
      try JSONDocument("{\((members + members.suffix(1)).joined(separator: ","))}")
    }
  }

  @Test func `keys that only look the same are two keys`() throws {
    let members = (0..<20).map { "\"key\($0)\":\($0)" } + ["\"\u{E9}\":1", "\"e\u{301}\":2"]
    let root = try JSONDocument("{\(members.joined(separator: ","))}").root
    #expect(root["\u{E9}"]?.integer == 1)
    #expect(root["e\u{301}"]?.integer == 2)
  }

  @Test(
    "numbers that do not fit are text",
    arguments: ["9223372036854775808", "-9223372036854775809", "1.0", "1e2", "99999999999999999999999999"])
  func numbers(text: String) throws {
    let root = try JSONDocument(text).root
    #expect(root.integer == nil)
    #expect(root.numberText == text)
    #expect(root.double == Double(text))
  }

  @Test func `the size limit holds`() {
    #expect(throws: FormatError.self) {
      try JSONDocument(parsing: Array("[1, 2]".utf8), format: "test", limit: 5)
    }
    #expect(throws: Never.self) { try JSONDocument(parsing: Array("[1, 2]".utf8), format: "test", limit: 6) }
  }

  @Test func `Python reads the same`() throws {
    let inputs = Self.inputs(count: 4_000)
    guard let answers = try PythonOracle.answers(to: inputs, module: "json", script: Self.script) else {
      return
    }
    PythonOracle.compare(inputs, answers) { bytes in
      (try? JSONDocument(parsing: bytes, format: "test")).map { CanonicalText.of($0.root) } ?? "error"
    }
  }

  @Test func `any bytes are read or refused`() {
    Fuzz("JSON", texts: Self.corpus, rounds: 20_000, dictionary: Self.dictionary).run { bytes in
      guard let document = try? JSONDocument(parsing: bytes, format: "test") else { return }
      _ = CanonicalText.of(document.root)
    }
  }

  private static let corpus = [
    #"{"a":[1,2.5e-3,true,null],"b":{"c":"\u00e9\n"}}"#, #"[[],{},"",0,-0.0,"\ud83d\ude00"]"#,
    "{\n \"x\" : { \"y\" : [ false ] } }", "\"é€😀\"", #"{"k1":1,"k2":2,"k3":{"k1":{"k1":[{}]}}}"#,
  ]
  private static let dictionary = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d", "null", "true", "0", "-", "e+", "\"a\":",
    "1E400",
  ]

  private static func inputs(count: Int) -> [[UInt8]] {
    var random = SplitMix64(seed: 21)
    let fuzz = Fuzz("", texts: corpus, dictionary: dictionary)
    return corpus.map { Array($0.utf8) } + (0..<count).map { _ in fuzz.input(using: &random) }
  }

  private static let script = """
    import json, struct, sys

    def pairs(items):
        if len(set(k for k, _ in items)) != len(items):
            raise ValueError("duplicate")
        return dict(items)

    def constant(text):
        raise ValueError(text)

    def canonical(value):
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "b:true" if value else "b:false"
        if isinstance(value, str) and value.startswith("\\x00number"):
            return "n:" + value[7:]
        if isinstance(value, str):
            return "s:" + value.encode("utf-8").hex()
        if isinstance(value, list):
            return "[" + ",".join(canonical(v) for v in value) + "]"
        return "{" + ",".join(sorted(k.encode("utf-8").hex() + "=" + canonical(v) for k, v in value.items())) + "}"

    def number(text):
        return "\\x00number" + text

    for line in open(sys.argv[1]):
        try:
            text = bytes.fromhex(line.strip()).decode("utf-8")
            value = json.loads(
                text, object_pairs_hook=pairs, parse_constant=constant, parse_int=number, parse_float=number)
            print(canonical(value))
        except Exception:
            print("error")
    """
}

extension JSONDocument {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8), format: "test") }
}

/// A value as one line in which equal values are equal texts, whatever the order of keys.
enum CanonicalText {
  static func of(_ value: JSONValue) -> String {
    switch value.kind {
    case .null: "null"
    case .boolean: value.boolean == true ? "b:true" : "b:false"
    case .number: "n:" + (value.numberText ?? "")
    case .string: "s:" + (value.string ?? "").utf8.hexadecimal
    case .array: "[" + (value.elements ?? []).map(of).joined(separator: ",") + "]"
    case .object:
      "{"
        + (value.members ?? []).map { $0.key.utf8.hexadecimal + "=" + of($0.value) }.sorted().joined(
          separator: ",") + "}"
    }
  }
}
