import BootCore
import Glibc
import Linux
import Scan
import Support
import Testing

/// Variables of real machines, which are not part of this tree: `LIFEBOOT_EFIVARS_SAMPLES` names a folder with one
/// directory a machine, as `cp -r /sys/firmware/efi/efivars` makes it.
@Suite(
  .enabled(
    if: getenv("LIFEBOOT_EFIVARS_SAMPLES") != nil,
    "skipped: LIFEBOOT_EFIVARS_SAMPLES names no folder with variables of real machines"))
struct FirmwareSampleTests {
  static let machines: [String] = {
    guard let folder = getenv("LIFEBOOT_EFIVARS_SAMPLES").map({ String(cString: $0) }) else { return [] }
    return Program.run(["sh", "-c", "ls -d \(folder)/*/"]).output.split(separator: "\n").map(String.init)
  }()

  /// A small machine in a directory, with the variables of a real one.
  private func scanned(_ variables: String) throws -> (ScratchDirectory, Snapshot) {
    let scratch = try ScratchDirectory()
    try MachineSketch("esp 512M given\ngeneration 41\ngeneration 42 kernel b").write(
      to: scratch.path, contents: .sparse)
    let copy = "cp \(variables)* \(scratch.path)/sys/firmware/efi/efivars/"
    #expect(Program.run(["sh", "-c", copy]).status == 0)
    var request = ScanRequest(root: scratch.path, bootPath: "/boot")
    request.depth = .chain
    return (scratch, try Scanner(request).snapshot())
  }

  @Test("order, entries and files are those that efibootmgr sees", arguments: machines)
  func agrees(machine: String) throws {
    let boot = try #require(try scanned(machine).1.firmware.boot)
    let oracle = Program.run(["efibootmgr", "-v"], environment: ["EFIVARFS_PATH": machine])
    guard oracle.status == 0 else { return print("skipped: efibootmgr is not installed") }
    let lines = oracle.output.split(separator: "\n").map(String.init)
    let order = boot.order.map(\.description).joined(separator: ",")
    #expect(lines.contains("BootOrder: \(order)"))
    if let current = boot.current { #expect(lines.contains("BootCurrent: \(current)")) }
    let theirs = lines.filter { $0.hasPrefix("Boot0") }
    #expect(theirs.count == boot.options.count)
    for option in boot.options {
      let head = option.number.variableName + (option.isActive ? "* " : "  ") + option.label + "\t"
      let line = try #require(theirs.first { $0.hasPrefix(head) }, "\(option.number)")
      let node = try #require(option.partition)
      #expect(
        VolumePath.fold(line).contains(
          "hd(\(node.partitionNumber),gpt,\(node.partitionGUID.map { "\($0)" } ?? ""),"))
      let file = String((option.file ?? "").map { $0 == "/" ? "\\" : $0 })
      #expect(line.contains("File(\(file))"))
    }
  }

  @Test("every load option is read whole and written as it was", arguments: machines)
  func survives(machine: String) throws {
    let boot = try #require(try scanned(machine).1.firmware.boot)
    #expect(boot.unreadable == [])
    #expect(boot.options.isEmpty == false)
    for option in boot.options {
      #expect(option.problem == nil)
      #expect(option.option?.bytes == option.bytes)
    }
  }

  @Test(
    "verification says what it cannot tell, and a repair leaves another system's variables alone",
    arguments: machines)
  func isLeftAlone(machine: String) throws {
    let (scratch, snapshot) = try scanned(machine)
    let found = Checks.findings(HealthyChain(snapshot).context).map(\.id)
    #expect(
      Set(found).isDisjoint(with: [
        "firmware-entry-garbled", "boot-order-broken", "firmware-variable-unreadable",
      ]))
    let steps = HealthyChain(snapshot).repair().plans.flatMap(\.steps).map(\.step.action)
    #expect(Set(steps).isDisjoint(with: ["set-boot-option", "set-boot-order", "remove-boot-option"]))
    _ = scratch
  }
}
