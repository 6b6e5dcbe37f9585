import BootCore
import Support
import Testing

@Suite struct PrunePlannerTests {
  @Test(
    "what goes and what stays",
    arguments: [
      """
      policy last 2
      kernel a 11M                             ⇒ sweep
      kernel b 11M                             ⇒ keep (41)
      generation 39 kernel a                   ⇒ retire
      generation 40 kernel a                   ⇒ retire
      generation 41 kernel b                   ⇒ keep
      generation 42 kernel c                   ⇒ keep
      """,
      """
      # nothing to do
      policy last 5
      generation 41 kernel b                   ⇒ keep
      generation 42 kernel c                   ⇒ keep
      """,
      """
      # an entry that another generation needs stays
      policy last 1
      generation 40                            ⇒ retire
      generation 41 as 40 pinned               ⇒ keep (pinned)
      generation 42 kernel b                   ⇒ keep
      """,
      """
      # a stale entry goes, unless it boots next or runs
      policy last 9
      generation 38 unlinked                   ⇒ retire
      generation 39 unlinked stored            ⇒ retire
      generation 40 unlinked stored booted     ⇒ keep
      generation 41 unlinked stored            ⇒ keep
      generation 42                            ⇒ keep
      generation 43 kernel b                   ⇒ keep
      default = nixos-generation-41.conf
      """,
      """
      # all forms of names on one partition
      policy last 1
      generation 38 era A                      ⇒ retire
      generation 39 era B kernel b             ⇒ retire
      generation 40 era C kernel b counted 3   ⇒ retire
      generation 41 era D kernel c             ⇒ keep (one of two verified bootable generations)
      generation 42 era D kernel c counted 2-1 ⇒ keep
      """,
      """
      # what is being tried by boot counting stays
      policy last 1
      nvram LoaderBootCountPath \\loader\\entries\\nixos-generation-40+2-1.conf
      generation 40 kernel a counted 2-1       ⇒ keep (being tried by boot counting)
      generation 41 kernel a                   ⇒ retire
      generation 42 kernel b                   ⇒ keep
      """,
    ])
  func plans(text: String) throws {
    #expect(try MachineSketch(text).mismatches() == [])
  }

  @Test func `entries go before links, links before files, and each has its reason`() throws {
    let sketch = try MachineSketch(
      """
      policy last 2
      generation 40 kernel a specialisation lts:a:x
      generation 41 kernel b
      generation 42 kernel c
      /loader/loader.tmp 90
      """)
    let plan = try #require(sketch.outcome().proposal.plans.first)
    #expect(plan.groups.map(\.phase) == [.retire, .retire, .sweep])
    #expect(plan.groups[0].steps.map(\.step.action) == ["remove-entry", "remove-entry"])
    #expect(plan.groups[1].steps.map(\.step.action) == ["remove-generation"])
    #expect(plan.groups[2].steps.map(\.step.action) == ["remove-file", "remove-file"])
    #expect(plan.steps.allSatisfy { !$0.because.isEmpty })
    let reasons = plan.groups[0].steps.map(\.because)
    #expect(reasons == ["generation 40 (lts) is released", "generation 40 is released"])
    #expect(plan.steps[2].because == "no rule keeps it (last 2)")
  }

  @Test func `what is freed is counted in whole units, once, and with the last that uses it`() throws {
    let sketch = try MachineSketch(
      """
      policy last 2
      esp 500M cluster 4K
      kernel a 10000
      initrd x 5000
      initrd y 1
      generation 39 kernel a initrd x
      generation 40 kernel a initrd y
      generation 41 kernel b initrd z
      generation 42 kernel c initrd z
      """)
    let proposal = sketch.outcome().proposal
    // Two entries, a kernel of three clusters, initrds of two and one.
    #expect(proposal.freesBytes == 4096 * 8)
    #expect(
      proposal.freesByGeneration.map { "\($0.key.number) \($0.value)" }.sorted() == [
        "39 \(4096 * 3)", "40 \(4096 * 5)",
      ])
  }

  @Test func `without a sound default nothing is planned by this planner alone`() throws {
    let sketch = try MachineSketch("generation 41\ngeneration 42\ndefault = gone.conf")
    let loader = SystemdBoot()
    let map = Attribution.attribute(sketch.snapshot, loader: loader)
    let planner = PrunePlanner(sketch.snapshot, map: map, loader: loader)
    let proposal = planner.propose(Verdict(kept: [], released: []))
    #expect(proposal.plans.isEmpty)
    #expect(proposal.refusals.map(\.invariant) == [.defaultResolves])
  }
}
