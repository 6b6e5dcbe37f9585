import BootCore
import Linux

/// A sample machine in a directory: six generations that boot and a seventh whose initrd was cut short
/// when the boot partition ran full, leftovers of older ones, and Windows beside it.
public struct DemoMachine: Sendable {
  /// Where it was made.
  public let path: String
  /// The initrd that was cut short, a path inside the machine.
  public let brokenFile: String

  /// Makes the machine in a new or an empty directory.
  ///
  /// - Parameter now: in seconds since 1970; the generations are dated back from it.
  public init(at path: String, now: Int64) throws(ApplyError) {
    self.path = path
    let newest = DemoGeneration.all[DemoGeneration.all.count - 1]
    brokenFile = "/boot/EFI/nixos/\(newest.initrdName)"
    do throws(SystemError) {
      let tree = try ScratchTree(at: path)
      try DemoStore.add(to: tree, now: now)
      try DemoVolume.add(to: tree, now: now)
      try Self.addState(to: tree)
    } catch {
      throw ApplyError(
        kind: .failed, subject: error.subject, message: "\(error.meaning) (\(error.call))", isHalfway: false,
        remedy: .person("name a directory that is new or empty, with 150 MiB of room"))
    }
  }

  /// What runs, and what the loader told: the machine was started with the generation before the newest.
  private static func addState(to tree: borrowing ScratchTree) throws(SystemError) {
    let all = DemoGeneration.all
    try tree.addLink("/run/booted-system", to: all[all.count - 2].toplevel)
    try tree.addLink("/run/current-system", to: all[all.count - 1].toplevel)
    try tree.addFile("/etc/machine-id", Array("\(machineID)\n".utf8))
    let variables = [
      ("LoaderInfo", "systemd-boot 257.9"),
      ("LoaderEntrySelected", "nixos-generation-\(all[all.count - 2].number).conf"),
    ]
    for (name, text) in variables {
      // Four bytes of attributes, then UTF-16 with a final NUL, as efivarfs shows them.
      let bytes: [UInt8] = [6, 0, 0, 0] + text.utf8.flatMap { [$0, 0] } + [0, 0]
      try tree.addFile(
        "/sys/firmware/efi/efivars/\(name)-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", bytes)
    }
  }

  static let machineID = "1f0c5e9a7d3b4c62a8e4d90b6a7f3c15"
}
