import BootCore
import Support
import Testing

/// Generations of one profile as a rule sees them, the newest first, and what it should keep of them.
///
/// A line is `NUMBER TIME [kernel NAME] [good]`; the arrow at its end stands on those that stay.
struct CandidateList: Sendable, CustomTestStringConvertible {
  let name: String
  let rule: any RetentionRule
  let candidates: [Candidate]
  /// Numbers of those with an arrow.
  let kept: [UInt64]
  let now: Int64

  init(_ name: String, _ rule: any RetentionRule, now: String = "2026-11-21T12:00", _ text: String) {
    self.name = name
    self.rule = rule
    self.now = SketchedDay.seconds(now) ?? 0
    var candidates: [Candidate] = []
    var kept: [UInt64] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 2, let number = UInt64(words[0]),
        let created = SketchedDay.seconds(String(words[1]))
      else { fatalError("no candidate: \(line)") }
      let kernel = words.firstIndex(of: "kernel").map { String(words[$0 + 1]) }
      candidates.append(
        Candidate(
          id: GenerationID(profile: .system, number: number, toplevel: "/nix/store/\(number)"),
          created: created, day: SketchedDay.day(created), kernel: kernel == "none" ? nil : kernel ?? "a",
          isGood: words.contains("good")))
      if words.contains("⇒") { kept.append(number) }
    }
    self.candidates = candidates
    self.kept = kept
  }

  var testDescription: String { name }

  var found: [(GenerationID, Reason)] { rule.keeps(candidates, now: now) }

  /// Checks who stays, that nobody stays twice, and that the rule names itself in its reasons.
  func check() {
    #expect(found.map(\.0.number).sorted() == kept.sorted())
    for (_, reason) in found {
      #expect(reason.rule == rule.name)
      #expect(reason.text.hasPrefix(rule.title))
    }
  }
}
