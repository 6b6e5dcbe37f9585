import BootCore
import Support
import Testing

@Suite struct SpaceGoalTests {
  /// Six generations with a kernel and an initrd each, 41 MiB, on a volume with as much free as a case says.
  private static func machine(_ space: String, policy: String, free: String) throws -> MachineSketch {
    var lines = ["policy \(policy)", space, "esp 512M cluster 4K free \(free)", "installer C"]
    lines += (37...42).map { "generation \($0) kernel k\($0) initrd i\($0) aged \(42 - $0 + 1)" }
    return try MachineSketch(lines.joined(separator: "\n"))
  }

  private static func released(_ sketch: MachineSketch) -> [UInt64] {
    sketch.outcome().verdict.released.map(\.generation.number)
  }

  @Test(
    "rules are shortened only as far as the goal asks",
    arguments: [
      ("space free 10M shorten last", "last 6", "20M", []),
      ("space free 50M shorten last", "last 6", "20M", [37]),
      ("space free 61M shorten last", "last 6", "20M", [37]),
      ("space free 62M shorten last", "last 6", "20M", [37, 38]),
      ("space free 150M shorten last", "last 6", "20M", [37, 38, 39, 40]),
      // What the rules release anyway counts.
      ("space free 50M shorten last", "last 5", "20M", [37]),
      // The next rebuild adds as much as the newest generation has.
      ("space after-rebuild 1M shorten last", "last 6", "50M", []),
      ("space after-rebuild 1M shorten last", "last 6", "20M", [37]),
      ("space after-rebuild 40M shorten last", "last 6", "20M", [37, 38]),
      // The weaker rule is given up first, and the stronger one only when that is not enough.
      ("space free 50M shorten within shorten last", "last 2, within 30d", "20M", [37]),
      ("space free 200M shorten within shorten last", "last 3, within 30d", "20M", []),
    ] as [(String, String, String, [UInt64])])
  func shortens(space: String, policy: String, free: String, released: [UInt64]) throws {
    let sketch = try Self.machine(space, policy: policy, free: free)
    #expect(
      Self.released(sketch) == released || !sketch.outcome().proposal.refusals.isEmpty && released.isEmpty)
  }

  @Test func `when it cannot be met nothing goes, and the refusal says what is missing`() throws {
    let sketch = try Self.machine("space free 400M shorten last", policy: "last 6", free: "20M")
    let proposal = sketch.outcome().proposal
    #expect(proposal.plans.isEmpty)
    #expect(proposal.refusals.map(\.invariant) == [.feasible])
    #expect(proposal.refusals.first?.message.contains("MiB would still be missing") == true)
  }

  @Test func `rules that are not named keep what they keep`() throws {
    let sketch = try Self.machine("space free 100M shorten within", policy: "last 5, within 30d", free: "20M")
    #expect(sketch.outcome().proposal.refusals.map(\.invariant) == [.feasible])
  }

  @Test func `an invariant is never given up for space`() throws {
    let sketch = try Self.machine("space free 190M shorten last", policy: "last 6", free: "20M")
    let outcome = sketch.outcome()
    let kept = Set(outcome.verdict.kept.map(\.generation.number))
    #expect(kept.contains(42))
    #expect(kept.count >= 2)
  }

  @Test func `a policy without rules is refused`() throws {
    let sketch = try MachineSketch("policy none\ngeneration 41\ngeneration 42 ⇒ refuse policy-has-rules")
    #expect(sketch.mismatches() == [])
    #expect(sketch.outcome().verdict.released.isEmpty)
  }
}
