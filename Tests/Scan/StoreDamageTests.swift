import BootCore
import Scan
import Support
import Testing

/// What a power cut leaves in the store is no measure for the copies on /boot, and is never copied.
@Suite struct StoreDamageTests {
  private let scratch: ScratchDirectory

  init() throws {
    scratch = try ScratchDirectory()
    try MachineSketch("esp 64M\nkernel a 20K\ninitrd x 30K\ngeneration 42 kernel a initrd x").write(
      to: scratch.path)
  }

  private func surveyed(
    after script: String, proof: StoreProof? = nil
  ) throws -> (snapshot: Snapshot, map: BootMap) {
    let names =
      "K=$(ls -d nix/store/*/bzImage); I=$(ls -d nix/store/*/initrd); B=boot/EFI/nixos/*bzImage.efi; "
    #expect(Program.run(["sh", "-c", "cd \(scratch.path); chmod -R u+w nix; \(names)\(script)"]).status == 0)
    let scanner = try Scanner(ScanRequest(root: scratch.path, espPath: "/boot", depth: .chain))
    var snapshot = try scanner.snapshot()
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    snapshot.contents = scanner.contents(of: snapshot, map: map, fromMedium: false, proof: proof)
    return (snapshot, Attribution.attribute(snapshot, loader: SystemdBoot()))
  }

  @Test(
    "a store file that cannot be what was built judges nothing",
    arguments: [
      ("head -c 20480 /dev/zero > $K", "zeros", true), (": > $K", "empty", true),
      ("head -c 20480 /dev/urandom | tr '\\0MZ' abc > $K", "no kernel", true),
      ("head -c 30720 /dev/zero > $I", "zeros", true), (": > $I", "empty", true),
      // Lost further on, or cut short: seen where it is compared.
      ("head -c 9000 $K > x; cat x > $K", "the store is damaged", false),
      ("head -c 9000 $I > x; cat x > $I", "the store is damaged", false),
      (
        "head -c 8192 /dev/zero | dd of=$K bs=4096 seek=2 conv=notrunc 2>/dev/null", "the store is damaged",
        false
      ),
      (
        "head -c 8192 /dev/zero | dd of=$I bs=4096 seek=2 conv=notrunc 2>/dev/null", "the store is damaged",
        false
      ),
    ])
  func storeDamage(script: String, says: String, isSeenAtOnce: Bool) throws {
    let (snapshot, map) = try surveyed(after: script)
    guard case .notJudged(let why)? = map.entries.first?.verdict else {
      Issue.record("\(map.entries.map(\.verdict))")
      return
    }
    #expect(why.contains(says), "\(why)")
    let context = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
    #expect(StoreFilesSound.check(context).map(\.id) == (isSeenAtOnce ? ["store-damaged"] : []))
    let proposal = RepairPlanner(snapshot, map: map, loader: SystemdBoot(), digest: { _ in nil }).propose()
    #expect(proposal.plans.flatMap(\.steps).isEmpty)
  }

  @Test(
    "of two that differ, the one is damaged that is not what Nix built",
    arguments: [
      ("echo \"path '$2' was modified! expected hash 'sha256:1', got 'sha256:2'\" >&2; exit 1", true, false),
      ("exit 0", false, true), ("echo \"error: path '$2' is not valid\" >&2; exit 1", false, false),
      ("test $1 = --verify-path && test -d \"${0%/*}$2\"; echo was modified; exit $((1 - $?))", true, false),
    ])
  func bitRot(says: String, isOfTheStore: Bool, isStoreProven: Bool) throws {
    let nix = "\(scratch.path)/nix-store"
    #expect(
      Program.run(["sh", "-c", "printf '%s' \"$1\" >$0; chmod +x $0", nix, "#!/bin/sh\n\(says)"]).status == 0)
    let (snapshot, map) = try surveyed(
      after: "printf x | dd of=$K bs=1 seek=9000 conv=notrunc 2>/dev/null", proof: StoreProof(nixStore: nix))
    let proposal = RepairPlanner(snapshot, map: map, loader: SystemdBoot(), digest: { _ in nil }).propose()
    guard isOfTheStore else {
      #expect(snapshot.contents.values.contains(.differs(at: 9000, isStoreProven: isStoreProven)))
      #expect(!proposal.plans.flatMap(\.steps).isEmpty)
      return
    }
    guard case .notJudged(let why)? = map.entries.first?.verdict else {
      Issue.record("\(map.entries.map(\.verdict))")
      return
    }
    #expect(why.contains("the store is damaged"), "\(why)")
    #expect(proposal.plans.flatMap(\.steps).isEmpty)
  }

  @Test func `zeros in the copy are damage of the copy`() throws {
    let (snapshot, map) = try surveyed(
      after: "head -c 8192 /dev/zero | dd of=$(echo $B) bs=4096 seek=2 conv=notrunc 2>/dev/null")
    guard case .doesNotBoot? = map.entries.first?.verdict else {
      Issue.record("\(map.entries.map(\.verdict))")
      return
    }
    let proposal = RepairPlanner(snapshot, map: map, loader: SystemdBoot(), digest: { _ in nil }).propose()
    #expect(!proposal.plans.flatMap(\.steps).isEmpty)
  }

  /// As random machine third-2/167: an initrd with zeros behind it boots.
  @Test(arguments: ["$B", "boot/EFI/nixos/*initrd*"])
  func `zeros behind a copy are no proof of anything, and are mended`(file: String) throws {
    let (snapshot, map) = try surveyed(after: "head -c 512 /dev/zero >> $(echo \(file))")
    guard case .notJudged(let why)? = map.entries.first?.verdict else {
      Issue.record("\(map.entries.map(\.verdict))")
      return
    }
    #expect(why.contains("512 zeros"))
    let proposal = RepairPlanner(snapshot, map: map, loader: SystemdBoot(), digest: { _ in nil }).propose()
    #expect(proposal.plans.flatMap(\.steps).map(\.step.action) == ["recopy-file"])
  }

  @Test func `a missing copy is not made of a damaged original`() throws {
    let (snapshot, map) = try surveyed(after: "rm $B; head -c 20480 /dev/zero > $K")
    let proposal = RepairPlanner(snapshot, map: map, loader: SystemdBoot(), digest: { _ in nil }).propose()
    #expect(proposal.plans.flatMap(\.steps).isEmpty)
    #expect(proposal.refusals.contains { $0.message.contains("zeros") })
  }
}
