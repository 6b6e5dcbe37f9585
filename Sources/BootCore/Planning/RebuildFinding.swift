import Formats

/// The installer's next run deletes nothing that somebody else put there.
///
/// Its collector goes by places and names: every file directly in `EFI/nixos` and every entry under a name that it
/// gives, whoever wrote it (nixos-boot-facts 3.2.4). Not a check like the others, because it needs the forecast.
public enum RebuildFinding {
  public static let ids = ["rebuild-deletes"]

  public static func findings(_ forecast: Forecast?, map: BootMap) -> [Finding] {
    let removed = Set(forecast?.removedFiles ?? [])
    let files = map.files.filter { removed.contains($0.item.path) && isSomebodys($0, map) }
    guard let first = files.first else { return [] }
    let more = files.count > 1 ? " (and \(files.count - 1) more like it)" : ""
    let isEntry = first.item.path.isDirectlyIn("/loader/entries")
    return [
      Finding(
        id: "rebuild-deletes", severity: .info, subject: "\(first.item.path)",
        message:
          "it is not NixOS's own, and the next rebuild deletes it\(more): the installer clears "
          + (isEntry ? "entries with names like its own" : "the directory of its kernels"),
        remedy: .person(
          isEntry
            ? "give it a name that does not begin with nixos-, or put it into boot.loader.systemd-boot.extraEntries"
            : "move it out of /EFI/nixos, or put it into boot.loader.systemd-boot.extraFiles"))
    ]
  }

  private static func isSomebodys(_ file: AttributedFile, _ map: BootMap) -> Bool {
    switch file.kind {
    case .foreign, .unknown: return true
    case .entry:
      guard let entry = map.entry(at: file.item.path) else {
        return NixOSEntryName(file.item.path.name) == .other
      }
      return !entry.isOurs
    case .kernel, .initrd, .devicetree, .secrets, .uki, .config, .loader, .marker, .temporary, .orphan,
      .directory:
      return false
    }
  }
}
