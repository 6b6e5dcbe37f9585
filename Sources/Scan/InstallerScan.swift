import BootCore
import Formats
import Linux

/// Finds the boot loader installer that a toplevel carries and reads what it would do.
enum InstallerScan {
  struct Found {
    var facts: InstallerFacts
    /// Where it expects its volumes, the one with the kernels first.
    var mountPoints: [String]
    /// False where it is told whose installer it is, and not where it writes.
    var isRead = true
  }

  /// Follows `bin/switch-to-configuration` to the command, the command to the builder.
  static func installer(of toplevel: String?, in root: borrowing Root) -> Found? {
    guard let toplevel else { return nil }
    let start = toplevel + "/bin/switch-to-configuration"
    guard let script = try? root.readFile(start, limit: InstallerCommand.sizeLimit),
      let command = try? InstallerCommand.find(in: script)
    else { return nil }
    if let other = OtherInstaller(command, in: root) { return found(other, command.program) }
    guard
      let program = try? root.readFile(command.program, limit: InstallerWrapper.sizeLimit)
    else { return nil }
    let wrapper = (try? InstallerWrapper.find(in: program)) ?? nil
    let path = wrapper?.builder.description ?? command.program
    let text = wrapper == nil ? program : try? root.readFile(path, limit: SystemdBootBuilder.sizeLimit)
    guard let text, let builder = try? SystemdBootBuilder(parsing: text) else { return nil }
    // Without an XBOOTLDR partition both are the same one.
    let esp = builder.efiSysMountPoint.flatMap { $0 == builder.bootMountPoint ? nil : $0 }
    let places = [builder.bootMountPoint, esp].compactMap { $0 }
    var facts = InstallerFacts(
      era: builder.era, configurationLimit: builder.configurationLimit,
      bootCountingTries: builder.bootCountingTries, canTouchEFIVariables: builder.canTouchEfiVariables,
      configurationLines: builder.configurationLines, source: path)
    facts.bootMountPoint = builder.bootMountPoint
    facts.extraCommands = wrapper?.extraCommands ?? []
    return Found(facts: facts, mountPoints: places)
  }

  private static func found(_ other: OtherInstaller, _ source: String) -> Found {
    var facts = InstallerFacts(era: .unknown, source: source)
    facts.otherLoader = other.loader
    return Found(facts: facts, mountPoints: other.mountPoints ?? [], isRead: other.mountPoints != nil)
  }
}
