import BootCore
import Support
import Testing

/// Nothing is said of machines with which nothing is wrong, and nothing is to repair.
@Suite struct FalseAlarmTests {
  private func alarms(_ machine: HealthyChain) -> [String] {
    let context = machine.context
    let findings = Checks.findings(context).filter { $0.severity != .info }
    let links = Chain(context).flattened.filter { $0.state == .broken }
    let steps = machine.repair().plans.flatMap(\.steps)
    // That there is another NixOS is right where the sketch says so.
    return findings.filter { $0.id != "other-nixos" }.map { "\($0.id) \($0.subject): \($0.message)" }
      + links.map { "\($0.kind.rawValue) \($0.subject): \($0.detail)" }
      + steps.map { "\($0.step.action) \($0.step.subject): \($0.because)" }
      + machine.repair().refusals.map { "refused \($0.subject): \($0.message)" }
  }

  @Test("generated machines without a fault have no finding, no broken link and nothing to repair")
  func generated() throws {
    for seed in UInt64(1)...200 {
      let text = HealthyGenerator.sketch(seed: seed)
      var machine = try HealthyChain(text)
      if !machine.snapshot.firmware.isAvailable { machine.snapshot.firmware.boot = nil }
      let alarms = alarms(machine)
      if alarms.isEmpty { continue }
      Issue.record("seed \(seed): \(alarms.joined(separator: "\n  "))\n--\n\(text)")
    }
  }

  @Test(
    "what differs between sound machines is no fault",
    arguments: [
      "loader options of others first that may or may not start", "no BootNext, no storage figures",
      "fallback only, as canTouchEfiVariables = false wants it", "another label",
      "signed loader under Secure Boot",
      "a fallback of another system", "nothing looked at",
    ])
  func oddities(what: String) throws {
    var machine = try HealthyChain()
    let own = HealthyChain.option(0)
    switch what.first {
    case "l":
      let gone = HealthyChain.option(5, "USB", "/EFI/BOOT/BOOTX64.EFI", on: HealthyChain.gone)
      machine.setOptions([gone, own], order: [5, 0])
    case "f":
      machine.setOptions([], order: [])
      machine.snapshot.installer.canTouchEFIVariables = false
    case "s":
      machine.snapshot.firmware.boot?.secureBoot = true
      var signed = HealthyChain.program()
      signed.image = .program(.init(machine: .x64, declaredBytes: 125 << 10, isSigned: true))
      machine.setProgram(HealthyChain.loader, signed)
      machine.setProgram(HealthyChain.fallback, signed)
    default:
      if what.hasPrefix("another") {
        machine.setOptions([HealthyChain.option(0, "My NixOS")], order: [0])
      } else if what.hasPrefix("a fallback") {
        let grub = ProgramFacts(.program(.init(machine: .x64, declaredBytes: 1)), product: .grub)
        machine.setProgram(HealthyChain.fallback, grub)
      } else if what.hasPrefix("nothing") {
        machine.snapshot.chain = nil
        machine.snapshot.firmware = .unavailable
      }
    }
    #expect(alarms(machine) == [])
  }
}
