import BootCore
import Scan
import Support
import Testing

/// Which system a link boots, and whether that has something to start: on real trees.
@Suite struct GenerationSystemTests {
  private let scratch: ScratchDirectory
  private let system: String

  init() throws {
    scratch = try ScratchDirectory()
    let sketch = try MachineSketch(
      "esp 64M\nkernel a 20K\ninitrd x 30K\ngeneration 41 kernel a initrd x\ngeneration 42 kernel a initrd x")
    try sketch.write(to: scratch.path)
    system = try #require(sketch.snapshot.mainProfile?.current).system
  }

  private func sh(_ script: String) {
    let prefix = "cd \(scratch.path); S=.\(system); T=\(system); L=nix/var/nix/profiles/system-42-link; "
    #expect(Program.run(["sh", "-c", prefix + script]).status == 0)
  }

  private func snapshot(_ depth: ScanDepth = .chain) throws -> Snapshot {
    try Scanner(ScanRequest(root: scratch.path, espPath: "/boot", depth: depth)).snapshot()
  }

  @Test(
    "init is a file with something in it, by whatever links",
    arguments: [
      ("true", nil), (": > $S/init", "is empty"), ("rm $S/init", "is missing"),
      ("rm $S/init; mkdir $S/init", "is a directory"), ("rm $S/init; mkfifo $S/init", "is no file"),
      ("rm $S/init; ln -s init $S/init", "leads nowhere"),
      ("rm $S/init; ln -s /nowhere $S/init", "is missing"),
      ("rm $S/init; ln -s . $S/init", "is a directory"),
      ("mv $S/init $S/real; ln -s real $S/init", nil), ("mv $S/init $S/real; ln -s $T/real $S/init", nil),
      ("head -c 100 /dev/zero > $S/init", "holds nothing but zeros"),
      ("mv $S/init $S/real; ln -s b $S/init; ln -s c $S/b; ln -s real $S/c", nil),
    ] as [(String, String?)])
  func initProgram(script: String, problem: String?) throws {
    sh(script)
    let found = try snapshot().mainProfile?.current?.toplevel?.initProblem
    if let problem { #expect(found?.hasPrefix(problem) == true) } else { #expect(found == nil) }
    let map = Attribution.attribute(try snapshot(), loader: SystemdBoot())
    #expect(map.entries.first { $0.entry.toplevel == system }?.verdict == .boots || problem != nil)
  }

  @Test(
    "the system is what boot.json names, wherever the link leads",
    arguments: [
      "ln -sfn ../../../..$T $L", "ln -sfn $T/ $L",
      "ln -s $T nix/var/nix/other; ln -sfn /nix/var/nix/other $L",
      "W=nix/store/11111111111111111111111111111111-wrap; mkdir $W; ln -s $T/boot.json $W; ln -sfn /$W $L",
      "W=nix/store/11111111111111111111111111111111-wrap; ln -s $T $W; ln -sfn /$W $L",
      "W=nix/store/11111111111111111111111111111111-wrap; mkdir $W; cp $S/boot.json $W; ln -sfn /$W $L",
    ])
  func links(script: String) throws {
    sh(script)
    let snapshot = try snapshot()
    let current = try #require(snapshot.mainProfile?.current)
    #expect(current.system == system)
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(map.bootability(of: current.id) == .yes)
    #expect(snapshot.running.booted.map(current.starts) == true)
  }

  @Test(
    "a boot.json is believed about its own system only",
    arguments: [
      // It contradicts itself, starts another system, describes another one, and names another's kernel.
      "sed -i 's|\"toplevel\":\"[^\"]*|\"toplevel\":\"/nix/store/22222222222222222222222222222222-x|; s|\"init\":\"[^\"]*|\"init\":\"/nix/store/33333333333333333333333333333333-y/init|' $S/boot.json",
      "sed -i \"s|$T/init|$O/init|\" $S/boot.json", "sed -i \"s|$T|$O|g\" $S/boot.json",
      "ln -s /nix/store/22222222222222222222222222222222-linux/bzImage $S/kernel",
    ])
  func another(script: String) throws {
    sh("O=$(readlink nix/var/nix/profiles/system-41-link); " + script)
    let current = try #require(try snapshot().mainProfile?.current)
    guard case .unreadable = current.contents else {
      Issue.record("\(current.contents)")
      return
    }
  }
}
