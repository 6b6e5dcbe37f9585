import Apply
import ArgumentParser
import BootCore
import Linux

/// Writes hardware-configuration.nix anew.
struct RescueHardware: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "hardware",
    abstract: "Generate hardware-configuration.nix anew and show what is new; --apply writes it.",
    discussion: """
      The mounted system's own nixos-generate-config runs. The old file stays beside the new one as \
      hardware-configuration.nix.old, or .old.2 and so on when that name is taken. Nothing is built.
      """)

  @OptionGroup var target: TargetOption
  @OptionGroup(title: "Carrying it out") var change: ChangeOptions
  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: true, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let root = target.at == "/" ? "/" : try target.path()
    let system = try TargetEntry(target: root, report: RescueReport(console: console)).system()
    let generation = try RebuildChoice.generation(nil, of: system)
    let programs = TargetPrograms(root: root, toplevel: generation.toplevel)
    let found = try HardwareReading(programs).configuration()
    try console.print(HardwareReading.page(found))
    guard change.apply, !found.difference.isEmpty else { return ExitStatus.done.rawValue }
    try Consent.ask("write it?", change, console)
    let old: String?
    do throws(SystemError) { old = try HardwareFile.write(found.new, in: root) } catch {
      throw Failure(error)
    }
    let kept = old.map { "; the old file is \($0)" } ?? ""
    try console.print(Page([StyledText("\(HardwareConfiguration.path) is new\(kept)", .good)]))
    return ExitStatus.done.rawValue
  }
}
