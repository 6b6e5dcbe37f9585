import BootCore
import Formats
import Support
import Testing

/// Somebody's choice is not damage: repairing leaves it alone, or brings back what it names.
@Suite struct ChoiceRepairTests {
  private static let three = """
    esp 512M
    generation 40 kernel a initrd x
    generation 41 kernel a initrd x system s41
    generation 42 kernel b initrd x booted

    """

  private func machine(_ lines: String) throws -> HealthyChain { try HealthyChain(Self.three + lines) }

  private func steps(_ proposal: RepairProposal) -> [String] {
    proposal.plans.flatMap(\.steps).map { "\($0.step.action) \($0.step.path?.name ?? $0.step.subject)" }
  }

  @Test(
    "a choice that leads somewhere stays, and is told with who made it",
    arguments: [
      ("default 40", "loader.conf names nixos-generation-40.conf"),
      ("default = @saved\nnvram LoaderEntryLastBooted entry:41", "loader.conf says @saved"),
      ("default = @saved\nnvram LoaderEntryLastBooted entry:42", "loader.conf says @saved"),
      ("nvram LoaderEntryDefault entry:40", "the variable LoaderEntryDefault names"),
      ("nvram LoaderEntryPreferred entry:40", "the variable LoaderEntryPreferred names"),
      (
        "nvram LoaderEntryDefault @saved\nnvram LoaderEntryLastBooted entry:41",
        "the variable LoaderEntryDefault says"
      ),
      ("default = auto-windows\nwindows", "every boot takes Windows"),
      ("default = auto-reboot-to-firmware-setup", "every boot takes the firmware's setup"),
      ("other 7\ndefault = nixos-generation-7.conf", "loader.conf names nixos-generation-7.conf"),
      (
        "default = mine.conf\nfile /loader/entries/mine.conf = title Mine\\nlinux /vmlinuz-mine\\n\n/vmlinuz-mine 5M",
        "loader.conf names mine.conf"
      ),
      (
        "default = windows_11.conf\nwindows\nfile /loader/entries/windows_11.conf = title Windows 11\\nefi /EFI/Microsoft/Boot/bootmgfw.efi\\n",
        "loader.conf names windows_11.conf"
      ),
    ])
  func stays(lines: String, said: String) throws {
    let machine = try machine(lines)
    let proposal = machine.repair()
    #expect(steps(proposal) == [])
    #expect(proposal.refusals == [])
    let findings = Checks.findings(machine.context).filter {
      $0.id.hasPrefix("next-boot") || $0.id.hasPrefix("default-")
    }
    #expect(findings.contains { $0.id == "next-boot-chosen" && $0.message.contains(said) })
    #expect(findings.allSatisfy { $0.severity == .info })
  }

  @Test(
    "a choice that leads nowhere is made good",
    arguments: [
      "default = auto-windows", "default = gone.conf", "default = auto-efi-shell",
      "default = nixos-generation-7.conf",
    ])
  func nowhere(line: String) throws {
    let machine = try machine(line)
    #expect(
      Checks.findings(machine.context).contains { $0.id == "default-missing" && $0.severity == .warning })
    let proposal = machine.repair()
    #expect(steps(proposal) == ["rewrite-file loader.conf"])
    #expect(HealthyChain(proposal.expected).context.map.nextBoot.lasting == "nixos-generation-42.conf")
  }

  @Test(
    "an entry that a lasting choice names is brought back instead of choosing another",
    arguments: [
      "default 40\nlost /loader/entries/nixos-generation-40.conf",
      "nvram LoaderEntryDefault nixos-generation-40.conf\nlost /loader/entries/nixos-generation-40.conf",
    ])
  func broughtBack(lines: String) throws {
    let machine = try machine(lines)
    let proposal = machine.repair()
    #expect(proposal.refusals == [])
    #expect(steps(proposal) == ["write-file nixos-generation-40.conf"])
    #expect(HealthyChain(proposal.expected).context.map.nextBoot.lasting == "nixos-generation-40.conf")
  }

  @Test func `where the current generation's installation did not end, it is the default again`() throws {
    let machine = try machine("default 41\nlost /loader/entries/nixos-generation-42.conf")
    let proposal = machine.repair()
    #expect(
      steps(proposal) == [
        "rewrite-file loader.conf", "write-file nixos-generation-42.conf", "rewrite-file loader.conf",
      ])
  }

  @Test func `what lifeboot took itself gives way to the current one when that boots again`() throws {
    let text = "timeout 5\\ndefault nixos-generation-41.conf\\n"
    let mark = "# nobody chose nixos-generation-41.conf: lifeboot took it\\n"
    #expect(steps(try machine("file /loader/loader.conf = \(text)").repair()) == [])
    let proposal = try machine("file /loader/loader.conf = \(text)\(mark)").repair()
    #expect(steps(proposal) == ["rewrite-file loader.conf"])
    #expect(HealthyChain(proposal.expected).context.map.nextBoot.lasting == "nixos-generation-42.conf")
  }

  // MARK: Commands of the configuration's own

  @Test(
    "what the installer's further commands may have made is left to them",
    arguments: [
      "default = gone.conf", "lost /loader/entries/nixos-generation-42.conf", "lost /loader/loader.conf",
      "default 41\nlost /loader/entries/nixos-generation-42.conf",
    ])
  func extraCommands(line: String) throws {
    var machine = try machine("installer C\n" + line)
    machine.snapshot.installer.extraCommands = ["sed -i s/a/b/ /boot/loader/loader.conf"]
    let proposal = machine.repair()
    #expect(steps(proposal).filter { !$0.hasPrefix("copy-file") } == [])
    #expect(proposal.refusals.contains { $0.message.contains("extraInstallCommands") })
    #expect(proposal.refusals.allSatisfy { $0.remedy.ways.first?.acts == [.rebuild] })
  }

  @Test func `files are mended from the store all the same`() throws {
    var machine = try machine("installer C\nkernel b 11M cut 0")
    machine.snapshot.installer.extraCommands = ["cp -r /boot /boot2"]
    let proposal = machine.repair()
    #expect(proposal.refusals == [])
    #expect(proposal.plans.flatMap(\.steps).map(\.step.action) == ["recopy-file"])
  }

  @Test func `no kernel is copied that the menu would show too early, where the default may not be changed`()
    throws
  {
    var machine = try machine("installer C\nfile /loader/loader.conf = timeout 5\\n\nkernel b 11M lost")
    machine.snapshot.installer.extraCommands = ["cp -r /boot /boot2"]
    let proposal = machine.repair()
    #expect(steps(proposal) == [])
    #expect(proposal.refusals.first?.remedy.ways.first?.acts == [.rebuild])
    machine.snapshot.installer.extraCommands = []
    #expect(steps(machine.repair()).contains { $0.hasPrefix("copy-file") })
  }

  // MARK: Boot counting

  @Test func `an entry that is written anew begins to be counted as the installer's would`() throws {
    let text = "installer D counting 3\nera D\ngeneration 41\ngeneration 42 kernel b uninstalled"
    let machine = try HealthyChain(text)
    let written = machine.repair().plans.flatMap(\.steps).compactMap { step -> String? in
      if case .publish(let path, _) = step.step, path.isDirectlyIn("/loader/entries") { return path.name }
      return nil
    }
    #expect(written.count == 1)
    #expect(written.first?.hasSuffix("+3.conf") == true)
  }

  @Test func `with boot counting NixOS's own pattern stays what comes when the preferred one failed`() throws
  {
    let text = """
      installer D counting 3
      era D
      generation 41
      generation 42 kernel b
      file /loader/loader.conf = timeout 5\\npreferred gone.conf\\ndefault nixos-*\\n
      """
    let machine = try HealthyChain(text)
    let path = try #require(VolumePath(.esp, "/loader/loader.conf"))
    guard case .bytes(let bytes)? = machine.repair().expected.smallFiles[path] else {
      Issue.record("no loader.conf")
      return
    }
    let configuration = try LoaderConf(parsing: bytes)
    #expect(configuration.default == "nixos-*")
    #expect(configuration.preferred?.hasPrefix("nixos-") == true, "\(String(decoding: bytes, as: UTF8.self))")
  }

  @Test func `a preferred entry that is gone gives way to the default that somebody named`() throws {
    let machine = try machine(
      "file /loader/loader.conf = preferred gone.conf\\ndefault nixos-generation-41.conf\\n")
    let proposal = machine.repair()
    #expect(steps(proposal) == ["rewrite-file loader.conf"])
    let next = HealthyChain(proposal.expected).context.map.nextBoot
    #expect(next.lasting == "nixos-generation-41.conf" && next.misses.isEmpty)
  }
}
