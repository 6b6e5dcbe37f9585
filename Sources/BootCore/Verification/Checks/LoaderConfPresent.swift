/// The loader has its configuration.
///
/// NixOS's installer always writes one. Without it systemd-boot shows no menu and takes the first entry of its own
/// order; a crash in the middle of a rebuild or a full volume leaves it empty.
public enum LoaderConfPresent: Check {
  public static let ids = ["loader-conf-missing"]

  public static func check(_ context: CheckContext) -> [Finding] {
    if let item = context.snapshot.loaderVolume?.items.first(where: { $0.path.isAt("/loader/loader.conf") }),
      item.kind != .file
    {
      return [
        Finding(
          id: "loader-conf-missing", severity: .warning, subject: "/loader/loader.conf",
          message: "it is no file, so the loader has no configuration, and the next rebuild cannot write one",
          remedy: .person("look at what lies there and move it away; the next rebuild writes the file anew"))
      ]
    }
    guard isLost(context.snapshot, map: context.map) else { return [] }
    return [
      Finding(
        id: "loader-conf-missing", severity: .warning, subject: "/loader/loader.conf",
        message: "it is missing or empty: the loader shows no menu and takes the first entry of its order",
        remedy: .repair)
    ]
  }

  /// True where entries of this system are listed by a loader without configuration.
  static func isLost(_ snapshot: Snapshot, map: BootMap) -> Bool {
    guard let volume = snapshot.loaderVolume, map.entries.contains(where: \.isOurs),
      let path = VolumePath(volume.role, "/loader/loader.conf"),
      volume.unreadable.isEmpty
    else { return false }
    switch snapshot.smallFiles[path] {
    case nil: return !volume.items.contains { $0.path == path }
    case .bytes(let bytes)?: return bytes.isEmpty
    case .tooLarge?, .unreadable?: return false
    }
  }
}
