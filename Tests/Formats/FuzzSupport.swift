import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A small generator whose whole state is the seed that a failure prints (Steele, Lea, Flood: SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Array {
  /// An element chosen by `random`; nil of an empty array.
  func chosen(by random: inout SplitMix64) -> Element? { randomElement(using: &random) }
}

/// Throws damaged and random bytes at a parser, which may refuse them but must come back.
///
/// Usage, one test a parser:
///
///     @Test func `load options survive any bytes`() throws {
///       try Fuzz("load option", corpus: [valid1, valid2]).run { bytes in
///         guard let option = try? LoadOption(parsing: bytes) else { return }
///         #expect(option.bytes == …)   // round trip laws go here
///       }
///     }
///
/// The number of rounds is fixed, and so is the seed. With `LIFEBOOT_FUZZ_SECONDS=N` in the environment each parser
/// runs N seconds from a random seed instead; `LIFEBOOT_FUZZ_SEED=S` repeats a run.
struct Fuzz {
  let name: String
  let corpus: [[UInt8]]
  let rounds: Int
  /// Mutations grow inputs only up to this many bytes.
  var sizeLimit = 4096
  /// Pieces that mutations insert; words of the format find more than single bytes do.
  var dictionary: [[UInt8]] = []

  init(_ name: String, corpus: [[UInt8]], rounds: Int = 5_000, dictionary: [String] = []) {
    self.name = name
    self.corpus = corpus
    self.rounds = rounds
    self.dictionary = dictionary.map { Array($0.utf8) }
  }

  init(_ name: String, texts: [String], rounds: Int = 5_000, dictionary: [String] = []) {
    self.init(name, corpus: texts.map { Array($0.utf8) }, rounds: rounds, dictionary: dictionary)
  }

  /// Calls `parse` with one input after the other: the corpus as it is, then damaged.
  func run(_ parse: ([UInt8]) throws -> Void) rethrows {
    let seconds = setting("LIFEBOOT_FUZZ_SECONDS")
    let seed = setting("LIFEBOOT_FUZZ_SEED") ?? (seconds == nil ? 1 : UInt64.random(in: .min ... .max))
    var random = SplitMix64(seed: seed)
    let end = seconds.map { ContinuousClock.now.advanced(by: .seconds(Int64(clamping: $0))) }
    var round = 0
    for input in corpus { try parse(input) }
    while end.map({ ContinuousClock.now < $0 }) ?? (round < rounds) {
      try parse(input(using: &random))
      round += 1
    }
    print("fuzz \(name): \(round) rounds, seed \(seed)")
  }

  private func setting(_ name: String) -> UInt64? {
    guard let text = getenv(name) else { return nil }
    return UInt64(String(cString: text))
  }

  /// One input: mostly a damaged valid one, now and then plain noise.
  func input(using random: inout SplitMix64) -> [UInt8] {
    guard Int.random(in: 0..<8, using: &random) > 0, var bytes = corpus.chosen(by: &random) else {
      let count = Int.random(in: 0...256, using: &random)
      return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
    for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
    return bytes
  }

  private func mutate(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let other = Int.random(in: 0...bytes.count, using: &random)
    let range = min(place, other)..<max(place, other)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 1: if place < bytes.count { bytes[place] = Self.edges.chosen(by: &random) ?? 0 }
    case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
    case 3: bytes.removeSubrange(range)
    case 4: bytes.removeSubrange(place...)
    case 5: grow(&bytes, by: Array(bytes[range]), at: place)
    case 6: grow(&bytes, by: dictionary.chosen(by: &random) ?? [0xFF, 0xFF, 0xFF, 0xFF], at: place)
    default: splice(&bytes, from: place, using: &random)
    }
  }

  private func grow(_ bytes: inout [UInt8], by piece: [UInt8], at place: Int) {
    guard bytes.count + piece.count <= sizeLimit else { return }
    bytes.insert(contentsOf: piece, at: place)
  }

  private func splice(_ bytes: inout [UInt8], from place: Int, using random: inout SplitMix64) {
    guard let donor = corpus.chosen(by: &random) else { return }
    bytes.removeSubrange(place...)
    grow(&bytes, by: Array(donor.suffix(Int.random(in: 0...donor.count, using: &random))), at: place)
  }

  private static let edges: [UInt8] = [
    0, 1, 0x0A, 0x0D, 0x20, 0x22, 0x2F, 0x5C, 0x7F, 0x80, 0xC0, 0xFE, 0xFF,
  ]
}
