import BootCore
import Support
import Testing

@Suite struct ExtraCommandsToldTests {
  private func found(_ commands: [String], places: [String] = []) throws -> [Finding] {
    var machine = try HealthyChain()
    machine.snapshot.installer.extraCommands = commands
    machine.snapshot.otherBootPlaces = places
    let findings = ExtraCommandsTold.check(machine.context)
    #expect(findings.allSatisfy { $0.severity == .info })
    return findings
  }

  @Test func `what runs after the installer is told, and that it is left alone`() throws {
    #expect(try found([]) == [])
    let one = try found(["cp a b"])
    #expect(one.map(\.id) == ["installer-extra-commands"])
    #expect(one.first?.message.contains("cp a b") == true)
    #expect(try found(["cp a b", "sync"]).first?.message.contains("2 lines") == true)
  }

  @Test func `a second place with boot files is told, and who keeps it`() throws {
    let kept = try found(["cp -r /boot/. /boot2/"], places: ["/boot2"])
    #expect(kept.map(\.id) == ["installer-extra-commands", "second-esp"])
    #expect(kept.last?.message.contains("further commands keep it alike") == true)
    #expect(try found([], places: ["/efi"]).first?.message.contains("nothing that lifeboot knows") == true)
  }
}
