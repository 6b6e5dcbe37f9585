import Testing

@testable import Linux

/// Compares two contents with blocks of `block` bytes.
private func compare(_ first: [UInt8], _ second: [UInt8], block: Int) throws -> FileComparison {
  let scratch = Scratch()
  scratch.file("first", first)
  scratch.file("second", second)
  let root = try Root(at: scratch.path)
  var buffers = ComparisonBuffers(size: block)
  return try FileComparison.compare(
    root.openForReading("/first"), root.openForReading("/second"), using: &buffers)
}

@Suite struct FileComparisonTests {
  @Test(
    "two files are equal, or one begins the other, or they differ at a place",
    arguments: [
      ("", "", .equal), ("a", "a", .equal), ("abcd", "abcd", .equal), ("abcde", "abcde", .equal),
      ("", "a", .firstIsPrefix(bytes: 0)), ("abcd", "abcde", .firstIsPrefix(bytes: 4)),
      ("a", "", .secondIsPrefix(bytes: 0)), ("abcdefgh", "abcd", .secondIsPrefix(bytes: 4)),
      ("a", "b", .differs(at: 0)), ("abcde", "abcdX", .differs(at: 4)),
      ("abcXe", "abc", .secondIsPrefix(bytes: 3)),
      ("abcdefX", "abcdefghi", .differs(at: 6)),
    ] as [(String, String, FileComparison)])
  func table(first: String, second: String, expected: FileComparison) throws {
    #expect(try compare(Array(first.utf8), Array(second.utf8), block: 4) == expected)
  }

  @Test("any two files compare as their bytes do", arguments: 0..<40 as Range<UInt64>)
  func property(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let first = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      UInt8.random(in: 0...1, using: &random)
    }
    var second = Array(first.prefix(Int.random(in: 0...40, using: &random)))
    if Bool.random(using: &random) { second.append(9) }
    let place = zip(first, second).enumerated().first { $1.0 != $1.1 }?.offset
    let expected: FileComparison =
      if let place { .differs(at: Int64(place)) } else if first.count < second.count {
        .firstIsPrefix(bytes: Int64(first.count))
      } else if second.count < first.count { .secondIsPrefix(bytes: Int64(second.count)) } else { .equal }
    #expect(try compare(first, second, block: Int.random(in: 1...9, using: &random)) == expected)
  }

  @Test("many pairs are compared, each with its own outcome, in order", arguments: [false, true])
  func many(fromMedium: Bool) throws {
    let scratch = Scratch()
    scratch.directory("boot")
    scratch.directory("store")
    for number in 0..<30 {
      let bytes = [UInt8](repeating: UInt8(number), count: 300_000)
      scratch.file("boot/\(number)", number == 7 ? Array(bytes.dropLast()) : bytes)
      scratch.file("store/\(number)", bytes)
    }
    let root = try Root(at: scratch.path)
    let boot = try root.openDirectory("/boot")
    let pairs =
      (0..<30).map { FilePair(below: [FileName("\($0)")], inside: "/store/\($0)") }
      + [FilePair(below: ["missing"], inside: "/store/1"), FilePair(below: ["1"], inside: "/missing")]
    let outcomes = FileComparison.compareAll(pairs, below: boot, inside: root, fromMedium: fromMedium) {
      #expect($0 <= 30 * 300_000)
    }
    #expect(outcomes.count == 32)
    for number in 0..<30 {
      let expected = number == 7 ? FileComparison.firstIsPrefix(bytes: 299_999) : .equal
      #expect(try outcomes[number].get() == expected)
    }
    #expect(throws: SystemError(call: "openat2", errno: 2, subject: scratch.at("boot/missing"))) {
      _ = try outcomes[30].get()
    }
    #expect(throws: SystemError(call: "openat2", errno: 2, subject: scratch.at("missing"))) {
      _ = try outcomes[31].get()
    }
  }

  @Test("no pairs give no outcomes")
  func none() throws {
    let root = try Root()
    let directory = try root.openDirectory("/")
    #expect(FileComparison.compareAll([], below: directory, inside: root, fromMedium: false).isEmpty)
  }
}

/// A small generator whose sequence is known by its seed.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
