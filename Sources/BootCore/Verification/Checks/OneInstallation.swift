/// One NixOS has the boot volume for itself.
///
/// Each installer takes kernels and entries that it does not want for its own garbage, whoever wrote them.
public enum OneInstallation: Check {
  public static let ids = ["other-nixos"]

  public static func check(_ context: CheckContext) -> [Finding] {
    let entries = context.map.entries.filter { isOtherNixOS($0, context.snapshot) }
    guard let first = entries.first, let id = first.entry.machineID else { return [] }
    let count = entries.count == 1 ? "1 entry" : "\(entries.count) entries"
    return [
      Finding(
        id: "other-nixos", severity: .warning, subject: "\(first.entry.path)",
        message:
          "another NixOS (machine-id \(id)) has \(count) on this volume: each rebuild of one of the two deletes the "
          + "other's kernels and replaces entries of the same name",
        remedy: .person("give one of the two an EFI system partition of its own, and rebuild it there"))
    ]
  }

  static func isShared(_ context: CheckContext) -> Bool {
    context.map.entries.contains { isOtherNixOS($0, context.snapshot) }
  }

  /// Before each run of the installer.
  public static let warning = "this deletes the kernels of the other NixOS on this volume; if that is meant"

  static func isOtherNixOS(_ entry: AttributedEntry, _ snapshot: Snapshot) -> Bool {
    guard case .foreign = entry.owner, entry.entry.toplevel != nil, let id = entry.entry.machineID else {
      return false
    }
    return snapshot.machineID != nil && id != snapshot.machineID
  }
}
