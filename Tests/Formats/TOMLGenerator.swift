/// Makes TOML documents, mostly valid ones, for the comparison with another reader.
struct TOMLGenerator {
  private var random: SplitMix64

  /// The samples, then `documents` made by the grammar, then `damaged` ones.
  static func inputs(seed: UInt64, documents: Int, damaged: Int) -> [[UInt8]] {
    var generator = TOMLGenerator(random: SplitMix64(seed: seed))
    let samples = (TOMLSamples.valid + TOMLSamples.invalid).map { Array($0.utf8) }
    let made = (0..<documents).map { _ in Array(generator.document().utf8) }
    let fuzz = Fuzz("", corpus: samples + made.prefix(300), dictionary: dictionary)
    return samples + made + (0..<damaged).map { _ in fuzz.input(using: &generator.random) }
  }

  static let dictionary = [
    "=", ".", "[", "]", "[[", "]]", "{", "}", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\u00e9", "#", "\n",
    "\r\n", "_", "0x", "1e5", "inf",
    "true", "1979-05-27", "T07:32:00", "Z", "a", "a = 1\n", "[a]\n", "[[a]]\n", "a.b",
  ]

  private mutating func one(_ choices: [String]) -> String { choices.chosen(by: &random) ?? "" }

  private mutating func document() -> String {
    (0..<Int.random(in: 0...8, using: &random)).map { _ in
      statement() + one(["\n", "\n", "\r\n", " # c\n", "\n\n"])
    }.joined()
  }

  private mutating func statement() -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: "[\(key())]"
    case 1: "[[\(key())]]"
    default: "\(key())\(one([" = ", "=", " =\t"]))\(value(depth: 0))"
    }
  }

  /// Few names, so that keys meet each other.
  private mutating func key() -> String {
    (0...Int.random(in: 0...2, using: &random)).map { _ in
      one(["a", "b", "c", "d", "'a'", "\"b\"", "\"\\u0063\"", "1", "e-f"])
    }
    .joined(separator: one([".", ".", " . "]))
  }

  private mutating func value(depth: Int) -> String {
    switch Int.random(in: 0..<(depth < 3 ? 9 : 6), using: &random) {
    case 0:
      one(["\"x\"", "'y'", "\"\\t\\\"é\\u00e9\"", "\"\"\"\nm\\\n  n\"\"\"", "'''l\n'm'''", "\"\"", "''"])
    case 1:
      one([
        "0", "1", "-17", "+5", "1_000", "0xFf", "0o17", "0b101", "9223372036854775807", "9223372036854775808",
      ])
    case 2: one(["1.5", "-0.0", "1e10", "6.02e-23", "inf", "-inf", "nan", "1_0.0_1", "5E+2"])
    case 3: one(["true", "false"])
    case 4:
      one([
        "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5",
        "2000-02-29T00:00:00-01:30",
      ])
    case 5: one(["[]", "{}", "[1,]", "[ ]"])
    case 6, 7: "[" + list(depth, one([",", ", ", ",\n", " , # c\n"]), isTable: false) + "]"
    default: "{" + list(depth, one([",", ", "]), isTable: true) + "}"
    }
  }

  private mutating func list(_ depth: Int, _ separator: String, isTable: Bool) -> String {
    (0...Int.random(in: 0...2, using: &random)).map { _ in
      (isTable ? "\(key()) = " : "") + value(depth: depth + 1)
    }
    .joined(separator: separator)
  }

  /// Prints each document in the form of `CanonicalText`. Integers beyond 64 bits are errors, as TOML asks for.
  static let script = """
    import datetime, struct, sys, tomllib

    def canonical(value):
        if isinstance(value, bool):
            return "b:true" if value else "b:false"
        if isinstance(value, str):
            return "s:" + value.encode("utf-8").hex()
        if isinstance(value, int):
            if not -2**63 <= value < 2**63:
                raise ValueError("range")
            return "i:%d" % value
        if isinstance(value, float):
            return "f:nan" if value != value else "f:%x" % struct.unpack(">Q", struct.pack(">d", value))[0]
        if isinstance(value, datetime.datetime):
            return "d:local date-time" if value.tzinfo is None else "d:date-time with offset"
        if isinstance(value, datetime.date):
            return "d:local date"
        if isinstance(value, datetime.time):
            return "d:local time"
        if isinstance(value, list):
            return "[" + ",".join(canonical(v) for v in value) + "]"
        return "{" + ",".join(sorted(k.encode("utf-8").hex() + "=" + canonical(v) for k, v in value.items())) + "}"

    for line in open(sys.argv[1]):
        try:
            print(canonical(tomllib.loads(bytes.fromhex(line.strip()).decode("utf-8"))))
        except Exception:
            print("error")
    """
}
