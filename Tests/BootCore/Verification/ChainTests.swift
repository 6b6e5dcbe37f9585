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
        "+ init", "+ option", "+ fallback", "+ volume", "+ entry",
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
        "+ init", "- option", "- fallback", "+ volume", "+ entry",
      ])
  }

  @Test func `every load option is there with where it leads`() throws {
    var machine = try HealthyChain()
    machine.setOptions(
      [
        HealthyChain.option(0), HealthyChain.option(1), HealthyChain.option(2, on: HealthyChain.gone),
        HealthyChain.option(3, "Windows", "/EFI/x.efi", on: HealthyChain.windows, isActive: false),
        BootOption(number: BootNumber(4), bytes: [1]),
      ], order: [0, 1, 2])
    let links = Chain(machine.context).links.filter { $0.kind == .option }
    #expect(
      links.map { "\($0.state) \($0.detail)" } == [
        "holds active, starts /EFI/systemd/systemd-bootx64.efi on this ESP, as 0000 does already",
        "unknown active, names a partition that none of the disks has",
        "holds switched off, starts /EFI/x.efi on sdb, partition 2, not in BootOrder",
        "unknown switched off, cannot be read (byte 0: 4 bytes expected, 1 left), not in BootOrder",
      ])
  }

  @Test func `a system of which parts were collected is broken at its init`() throws {
    var machine = try HealthyChain()
    machine.change { $0.lostParts = ["etc", "sw"] }
    let chain = Chain(machine.context).flattened
    #expect(
      chain.contains {
        $0.kind == .initProgram && $0.detail == "in the store, but etc, sw of its system is not"
      })
    #expect(machine.findings(NextBootResolves.self) == ["next-boot-broken critical nixos-generation-42.conf"])
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
