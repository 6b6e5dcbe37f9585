import BootCore
import Support
import Testing

@Suite struct FitAdviceTests {
  private func text(free: Int) -> String {
    var lines = ["esp 512M free \(free)K", "installer C", "kernel a 10M"]
    for number in 30...39 {
      lines.append("initrd i\(number) 20M")
      lines.append("generation \(number) kernel a initrd i\(number)")
    }
    return lines.joined(separator: "\n")
  }

  @Test("the number is the largest that makes it fit", arguments: [1, 1000, 15_000, 29_000, 40_000, 80_000])
  func isLargest(free: Int) throws {
    let snapshot = try MachineSketch(text(free: free)).snapshot
    let trial = Trial(snapshot)
    let fitting = (1...10).filter { trial.fits(keeping: $0) }
    let advice = FitAdvisor(snapshot, map: trial.map, loader: trial.loader).advice(adding: trial.added)
    #expect(fitting.max().map { FitAdvice.prune(keepLast: $0) } == advice)
  }

  @Test func `when nothing that may go is enough, it names the largest initrd and what is missing`() throws {
    let snapshot = try MachineSketch(
      """
      esp 128M free 4K
      installer C
      kernel a 10M
      initrd x 40M
      generation 41 kernel a initrd x
      generation 42 kernel a initrd x booted
      """
    ).snapshot
    let trial = Trial(snapshot)
    let advice = FitAdvisor(snapshot, map: trial.map, loader: trial.loader).advice(adding: trial.added)
    guard case .tooSmall(let short, let initrd)? = advice else {
      Issue.record("\(String(describing: advice))")
      return
    }
    #expect(short > 40 << 20)
    #expect(initrd?.item.bytes == 40 << 20)
  }

  @Test func `a broken default is no reason against removal, which begins with another`() throws {
    let snapshot = try MachineSketch(
      text(free: 1000) + "\ninitrd i40 20M cut 1M\ngeneration 40 kernel a initrd i40"
    )
    .snapshot
    let trial = Trial(snapshot)
    #expect(trial.map.isNextBootSound == false)
    let advice = FitAdvisor(snapshot, map: trial.map, loader: trial.loader).advice(adding: trial.added)
    guard case .prune? = advice else {
      Issue.record("\(String(describing: advice))")
      return
    }
  }

  @Test func `what forbids removal is said instead of a command that would be refused`() throws {
    let snapshot = try MachineSketch(
      """
      esp 128M free 4K damaged
      generation 41 kernel a initrd x
      generation 42 kernel a initrd y booted
      """
    ).snapshot
    let trial = Trial(snapshot)
    let advice = FitAdvisor(snapshot, map: trial.map, loader: trial.loader).advice(adding: trial.added)
    guard case .blocked(let refusal)? = advice else {
      Issue.record("\(String(describing: advice))")
      return
    }
    #expect(refusal.invariant == .volumeTrusted)
  }

  /// The same question, answered the long way.
  private struct Trial {
    let snapshot: Snapshot
    let loader = SystemdBoot()
    let map: BootMap
    let added: Toplevel?

    init(_ snapshot: Snapshot) {
      self.snapshot = snapshot
      map = Attribution.attribute(snapshot, loader: loader)
      added = SpaceForecast(snapshot, map: map).newestAsIfNew()
    }

    func fits(keeping count: Int) -> Bool {
      let policy = Policy(name: "test", rules: [KeepLast(count)])
      let planner = PrunePlanner(snapshot, map: map, loader: loader)
      let proposal = planner.propose(Retention(snapshot, map: map, policy: policy).judge())
      let steps = proposal.plans.flatMap(\.steps).map(\.step)
      let after = Simulation.applying(steps, to: snapshot)
      let afterMap = Attribution.attribute(after, loader: loader)
      return SpaceForecast(after, map: afterMap).forecast(adding: added)?.fits == true
    }
  }
}
