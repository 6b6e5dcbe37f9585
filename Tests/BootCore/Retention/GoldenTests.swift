import BootCore
import Support
import Testing

/// One list of a hundred generations, and what each policy keeps of it with which reasons.
///
/// The files of `Tests/Golden` were looked at by people when they were made. `LIFEBOOT_RECORD=1` in the environment
/// writes them anew and fails the test, so that nobody records by accident; the difference is for the reviewer.
@Suite struct GoldenTests {
  private static let policies = [
    "last 1", "last 3", "last 10", "last 200", "within 1h", "within 1d", "within 14d", "within 52w",
    "within 3000d",
    "daily 1", "daily 7", "daily 30", "weekly 1", "weekly 4", "weekly 60", "monthly 1", "monthly 6",
    "monthly 60",
    "kernels 1", "kernels 3", "kernels 50", "good 1", "good 5", "last 3, within 14d",
    "last 5, daily 7, weekly 4, monthly 6",
    "last 2, kernels 2, good 1", "last 1, within 7d, daily 3, weekly 3, monthly 3, kernels 3, good 3", "none",
  ]

  @Test("a policy keeps what it kept, for the same reasons", arguments: policies)
  func golden(policy: String) throws {
    let found = try Self.document(policy)
    let path = "Tests/Golden/" + Self.fileName(policy)
    if Checkout.environment("LIFEBOOT_RECORD") != nil {
      try Checkout.write(found, to: path)
      Issue.record("recorded \(path): look at it, then run again without LIFEBOOT_RECORD")
      return
    }
    let golden = try #require(Checkout.bytes(path), "there is no \(path); LIFEBOOT_RECORD=1 makes it")
    #expect(found == String(decoding: golden, as: UTF8.self))
  }

  @Test func `no golden file is left over`() {
    let known = Set(Self.policies.map(Self.fileName) + ["generations.txt"])
    #expect(Checkout.names(in: "Tests/Golden").filter { !known.contains($0) } == [])
  }

  // MARK: What a policy keeps

  private static func document(_ text: String) throws -> String {
    let verdict = try verdict(text)
    var lines = ["{", "  \"policy\": \"\(text)\",", "  \"kept\": ["]
    lines += joined(
      verdict.kept.map { kept in
        let reasons = kept.reasons.map { "\"\($0.text)\"" }.joined(separator: ", ")
        return "    { \"number\": \(kept.generation.number), \"reasons\": [\(reasons)] }"
      })
    lines += ["  ],", "  \"released\": ["]
    lines += joined(
      verdict.released.map { "    { \"number\": \($0.generation.number), \"because\": \"\($0.because)\" }" })
    return (lines + ["  ]", "}"]).joined(separator: "\n") + "\n"
  }

  private static func joined(_ rows: [String]) -> [String] {
    rows.enumerated().map { $0.offset + 1 < rows.count ? $0.element + "," : $0.element }
  }

  /// The list as a profile whose links lead to systems that the menu does not show: rules alone decide.
  private static func verdict(_ text: String) throws -> Verdict {
    let bytes = try #require(Checkout.bytes("Tests/Golden/generations.txt"))
    let list = String(decoding: bytes, as: UTF8.self)
    var lines = ["policy \(text)", "booted none", "activated none", "default none"]
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      lines.append(
        "generation \(words[0]) created \(words[1]) kernel \(words[2]) uninstalled"
          + (words.contains("good") ? " good" : ""))
    }
    let sketch = try MachineSketch(lines.joined(separator: "\n"))
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    return Retention(sketch.snapshot, map: map, policy: sketch.policy).judge()
  }

  /// `last-3-within-14d.json`.
  private static func fileName(_ policy: String) -> String {
    policy.split { $0 == " " || $0 == "," }.joined(separator: "-") + ".json"
  }
}
