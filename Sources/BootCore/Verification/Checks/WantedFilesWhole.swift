/// Files that lie ready for a generation without an entry are whole.
///
/// A copy that was cut off leaves one. NixOS's installer looks only whether the name is there, so the next rebuild
/// would make an entry of it that does not boot (nixos-boot-facts 6, number 6).
public enum WantedFilesWhole: Check {
  public static let ids = ["unlisted-file-broken"]

  public static func check(_ context: CheckContext) -> [Finding] {
    WantedFile.broken(context.snapshot, map: context.map).map { wanted in
      Finding(
        id: "unlisted-file-broken", severity: .warning, subject: "\(wanted.file.path)",
        message:
          "\(wanted.problem), and the next rebuild would take it as it is for \(wanted.file.use.generation)",
        remedy: Remedy(.repair).or(.delete(wanted.file.path)))
    }
  }
}
