import BootCore
import Formats
import Support
import Testing

@Suite struct ChainTests {
  private func chain(_ machine: HealthyChain) -> [String] {
    Chain(machine.context).flattened.map { link in
      let mark =
        switch link.state {
        case .holds: "+"
        case .broken: "-"
        case .unknown: "?"
        }
      return "\(mark) \(link.kind.rawValue)"
    }
  }

  @Test func `the way of a healthy machine holds from the firmware to init`() throws {
    #expect(
      chain(try HealthyChain()) == [
        "+ firmware", "+ option", "+ partition", "+ loader", "+ default", "+ entry", "+ kernel", "+ initrd",
        "+ init", "+ fallback", "+ volume", "+ entry",
      ])
  }

  @Test func `without EFI variables it says so and goes on`() throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware = .unavailable
    #expect(
      chain(machine).prefix(4) == ["? firmware", "+ loader", "+ default", "+ entry"])
  }

  @Test func `each broken link is marked where it is`() throws {
    var machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 4K")
    machine.setOptions([HealthyChain.option(3, on: HealthyChain.gone)], order: [3])
    machine.lose(HealthyChain.fallback)
    #expect(
      chain(machine) == [
        "+ firmware", "- option", "+ partition", "+ loader", "+ default", "- entry", "- kernel", "+ initrd",
        "+ init", "- fallback", "+ volume", "+ entry",
      ])
  }

  @Test func `a machine of which nothing was looked at has a chain of question marks, not of faults`() throws
  {
    let sketch = try MachineSketch("boot 512M\n" + HealthyChain.usual.dropFirst("esp 512M\n".count))
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    let context = CheckContext(snapshot: sketch.snapshot, map: map, thresholds: Policy.Thresholds())
    #expect(Chain(context).flattened.prefix(2).map(\.state) == [.unknown, .unknown])
    #expect(!Chain(context).flattened.contains { $0.state == .broken })
  }
}
