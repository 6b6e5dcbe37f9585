import Formats
import Testing

@Suite struct VersionOrderTests {
  @Test(
    "each version of a line is older than the next",
    arguments: [
      [
        "122.1", "123~rc1-1", "123", "123-a", "123-a.1", "123-1", "123-1.1", "123^post1", "123.a-1",
        "123.1-1", "123a-1", "124-1",
      ],
      ["~", "~1", "", "0~", "0", "0.", "0.0"],
      ["6.6.9", "6.6.10", "6.12.0", "6.12.57"],
      ["257.9", "257.10", "258~rc1", "258"],
      ["A", "B", "a", "ab", "b", "0a", "1a"],
      ["Generation 9 NixOS", "Generation 10 NixOS"],
    ])
  func order(versions: [String]) {
    for (index, older) in versions.enumerated() {
      for newer in versions[(index + 1)...] {
        #expect(VersionOrder.compare(older, newer) == -1, "\(older) and \(newer)")
      }
    }
  }

  @Test(
    "what does not matter makes no difference",
    arguments: [
      ("", ""), ("", "_"), ("1_", "1"), ("_1", "1"), ("1+", "1"), ("007", "7"), ("11α", "11β"),
      ("1_2", "1 2"),
      ("00", "0"),
    ])
  func equality(left: String, right: String) {
    #expect(VersionOrder.compare(left, right) == 0)
    #expect(VersionOrder.compare(right, left) == 0)
  }

  @Test func `it is a total order over generated versions`() {
    var random = SplitMix64(seed: 11)
    let versions = (0..<60).map { _ in Self.version(&random) }
    for a in versions {
      #expect(VersionOrder.compare(a, a) == 0)
      for b in versions {
        #expect(VersionOrder.compare(a, b) == -VersionOrder.compare(b, a), "\(a) and \(b)")
        for c in versions where VersionOrder.compare(a, b) <= 0 && VersionOrder.compare(b, c) <= 0 {
          let isOrdered = VersionOrder.compare(a, c) <= 0
          if !isOrdered { Issue.record("\(a) ≤ \(b) ≤ \(c), but not \(a) ≤ \(c)") }
        }
      }
    }
  }

  @Test func `systemd compares the same`() throws {
    guard Shell.has("systemd-analyze") else {
      print("skipped: systemd-analyze is not installed, versions are not compared with systemd's order")
      return
    }
    var random = SplitMix64(seed: 12)
    let pairs = (0..<150).map { _ in (Self.version(&random), Self.version(&random)) }
    let commands = pairs.map { "systemd-analyze compare-versions -- '\($0)' '\($1)'" }.joined(separator: "\n")
    let lines = String(decoding: Shell.run(commands).output, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == pairs.count + 1)
    for (pair, line) in zip(pairs, lines) {
      let sign = [-1: "<", 0: "==", 1: ">"][VersionOrder.compare(pair.0, pair.1)] ?? ""
      let left = pair.0.isEmpty ? "''" : pair.0
      let right = pair.1.isEmpty ? "''" : pair.1
      #expect(line == "\(left) \(sign) \(right)")
    }
  }

  @Test func `any two texts can be compared`() {
    Fuzz(
      "version", texts: ["6.12.57~rc1-1^post", "Generation 9"],
      dictionary: ["~", "^", "-", ".", "0"]
    ).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(VersionOrder.compare(text, text) == 0)
      #expect(VersionOrder.compare(text, "6.12") == -VersionOrder.compare("6.12", text))
    }
  }

  /// Short texts over few characters, so that equal beginnings are frequent.
  private static func version(_ random: inout SplitMix64) -> String {
    let pieces = ["0", "1", "01", "10", "a", "A", "ab", "~", "^", "-", ".", "_", "+", "rc"]
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.chosen(by: &random) ?? "" }.joined()
  }
}
