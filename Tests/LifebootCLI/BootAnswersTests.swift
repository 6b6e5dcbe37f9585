import Support
import Testing

@testable import LifebootCLI

/// What every command answers of machines that were called whole and are not, or dead and are not: each on a real tree.
@Suite struct BootAnswersTests {
  private static let store = """
    esp 64M
    installer C
    kernel a 20K
    kernel b 20K
    initrd x 40K
    initrd y 50K
    initrd z 60K

    """

  private struct Tree {
    let scratch: ScratchDirectory
    let place: String

    init(_ text: String) throws {
      scratch = try ScratchDirectory()
      try MachineSketch(BootAnswersTests.store + text).write(to: scratch.path)
      place = "--root \(scratch.path) --esp-path /boot"
    }

    func run(_ command: String) -> (status: Int32, text: String) {
      let session = Session()
      let status = session.run("\(command) \(place)")
      return (status, session.output.text + session.error.text)
    }

    func list(_ directory: String) -> [String] {
      Program.run(["ls", scratch.path + directory]).output.split(separator: "\n").map(String.init)
    }

    /// The numbers of the generation links that are left.
    var links: [String] {
      list("/nix/var/nix/profiles").filter { $0.hasSuffix("-link") }.map {
        String($0.dropFirst("system-".count).dropLast("-link".count))
      }
    }

    func remove(_ path: String) { _ = Program.run(["sh", "-c", "rm \(scratch.path)\(path)"]) }
  }

  private static let usual = """
    generation 40 kernel a initrd x
    generation 41 kernel a initrd y booted

    """

  @Test(
    "what does not boot is critical for every command",
    arguments: [
      "generation 42 kernel b initrd z lacks-initrd", "generation 42 kernel b initrd z empty-init",
      "generation 42 kernel b initrd z for aarch64-linux",
    ])
  func dead(generation: String) throws {
    let tree = try Tree(Self.usual + generation)
    #expect(tree.run("verify --deep").status == 3)
    #expect(tree.run("verify").text.contains("critical"))
    #expect(tree.run("check").status == 2)
    #expect(tree.run("status").status == 3)
    // What boots stays, and it becomes what is taken before anything goes.
    _ = tree.run("prune --keep-last 1 --apply --yes")
    #expect(Set(tree.links).isSuperset(of: ["40", "41"]))
  }

  @Test func `an entry that the loader passes over does not boot, and is written anew`() throws {
    let tree = try Tree(Self.usual + "generation 42 kernel b initrd z line architecture aa64")
    let check = tree.run("check")
    #expect(check.status == 1)
    #expect(check.text.contains("not in the menu"))
    #expect(tree.run("verify").status == 3)
    #expect(tree.run("repair --apply --yes").status == 0)
    #expect(tree.run("verify --deep").status == 0)
  }

  @Test func `an entry that lost its initrd line is written anew`() throws {
    let tree = try Tree(Self.usual + "generation 42 kernel b initrd z lacks-initrd")
    #expect(tree.run("repair --apply --yes").status == 0)
    #expect(tree.run("verify --deep").status == 0)
    #expect(tree.run("repair").text.contains("nothing to do"))
  }

  @Test func `a system with an empty init is not made the default`() throws {
    let tree = try Tree(Self.usual + "generation 42 kernel b initrd z empty-init")
    _ = tree.run("repair --apply --yes")
    let status = tree.run("status")
    #expect(status.text.contains("generation 41 (nixos-generation-41.conf)"))
  }

  @Test func `systems of another processor are not what a rescue keeps`() throws {
    let tree = try Tree(
      """
      booted none
      activated none
      generation 1 kernel a initrd x
      generation 2 kernel a initrd y
      generation 3 kernel b initrd z for aarch64-linux
      generation 4 kernel b initrd x for aarch64-linux
      """)
    #expect(tree.run("check").status == 2)
    _ = tree.run("prune --keep-last 2 --apply --yes")
    #expect(Set(tree.links).isSuperset(of: ["1", "2"]))
    #expect(tree.list("/boot/loader/entries").filter { $0.contains("-1.") || $0.contains("-2.") }.count == 2)
  }

  @Test func `a machine whose links lead through a deployment tool's directories is judged wholly`() throws {
    let tree = try Tree(
      """
      default none
      generation 1 kernel a initrd x wrapped
      generation 2 kernel a initrd y wrapped
      generation 3 kernel a initrd z wrapped
      generation 4 kernel b initrd x wrapped
      generation 5 kernel b initrd y wrapped specialisation lts:a:z
      """)
    let verify = tree.run("verify --deep")
    #expect(verify.status == 0)
    #expect(verify.text.contains("5 of 5 generations boot"))
    #expect(tree.run("status").status == 0)
    #expect(tree.run("prune --keep-last 2 --apply --yes").status == 0)
    #expect(tree.links == ["4", "5"])
    #expect(tree.list("/boot/loader/entries").count == 3)
    #expect(tree.run("verify --deep").status == 0)
  }

  private static let further = """
    era D
    generation 39 kernel a initrd x further vendorfw/fw.cpio
    generation 40 kernel a initrd y further vendorfw/fw.cpio
    generation 41 kernel b initrd z further vendorfw/fw.cpio
    /vendorfw/fw.cpio 3K
    """

  @Test func `a further initrd that the system asks for is part of it`() throws {
    let tree = try Tree(Self.further.replacingInstaller)
    #expect(tree.run("check").status == 0)
    #expect(tree.run("verify --deep").status == 0)
    #expect(tree.run("prune --keep-last 2 --apply --yes").status == 0)
    #expect(tree.links == ["40", "41"])
    #expect(tree.list("/boot/vendorfw") == ["fw.cpio"])
    tree.remove("/boot/vendorfw/fw.cpio")
    let check = tree.run("check")
    #expect(check.status == 2)
    #expect(tree.run("verify").text.contains("/vendorfw/fw.cpio is missing"))
  }

  @Test func `an initrd among the parameters is judged and copied as one`() throws {
    let tree = try Tree(
      """
      generation 40 kernel a initrd x moves-initrd
      generation 41 kernel a initrd y moves-initrd
      generation 42 kernel b initrd z moves-initrd
      """)
    #expect(tree.run("verify --deep").status == 0)
    #expect(!tree.run("map").text.contains("does not list"))
    tree.remove("/boot/EFI/nixos/*-initrd-linux-6.12-initrd.efi")
    #expect(tree.run("check").status == 2)
    #expect(tree.run("verify").text.contains("is missing: the next reboot fails"))
    #expect(tree.run("repair --apply --yes").status == 0)
    #expect(tree.run("verify --deep").status == 0)
    let entry = Program.run(["cat", tree.scratch.path + "/boot/loader/entries/nixos-generation-42.conf"])
    #expect(entry.output.contains("initrd=\\EFI\\nixos\\"))
    #expect(!entry.output.contains("\ninitrd "))
  }

  @Test func `while fewer than two are verified, whatever cannot be judged stays`() throws {
    let tree = try Tree(
      """
      generation 39 kernel a initrd x line initrd /own.cpio
      generation 40 kernel a initrd y line initrd /own.cpio
      generation 41 kernel b initrd z line initrd /own.cpio
      generation 42 kernel b initrd x
      /own.cpio 3K
      """)
    let prune = tree.run("prune --keep-last 1 --apply --yes")
    #expect(prune.status == 0)
    #expect(tree.links == ["39", "40", "41", "42"])
    #expect(tree.list("/boot/loader/entries").count == 4)
  }

  @Test func `a machine on which nothing can be judged is not called dead`() throws {
    let tree = try Tree(
      "generation 41 kernel a initrd x option quiet\ngeneration 42 kernel b initrd y option quiet")
    let check = tree.run("check")
    #expect(check.status == 1)
    #expect(check.text.contains("quiet"))
    #expect(!check.text.contains("delete-generations"))
    #expect(tree.run("status").text.contains("not judged"))
    #expect(tree.run("prune --keep-last 1").status == 0)
  }

  @Test func `a loader that firmware cannot start is seen by all`() throws {
    let tree = try Tree(Self.usual + "generation 42 kernel b initrd z")
    let cut =
      "for f in systemd/systemd-bootx64.efi BOOT/BOOTX64.EFI; do truncate -s 9K \(tree.scratch.path)/boot/EFI/$f; done"
    #expect(Program.run(["sh", "-c", cut]).status == 0)
    #expect(tree.run("verify").status == 3)
    #expect(tree.run("check").status == 2)
    #expect(tree.run("status").status == 3)
  }
}

extension String {
  /// The installer that writes further initrds.
  fileprivate var replacingInstaller: String { "installer D\n" + self }
}
