import Formats

/// The menu is shown long enough to choose something in it.
public enum MenuShown: Check {
  public static let ids = ["menu-hidden"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let volume = context.snapshot.loaderVolume,
      let path = VolumePath(volume.role, "/loader/loader.conf"),
      case .bytes(let bytes)? = context.snapshot.smallFiles[path], !bytes.isEmpty,
      let configuration = try? LoaderConf(parsing: bytes), let how = Self.how(configuration.timeout)
    else { return [] }
    return [
      Finding(
        id: "menu-hidden", severity: .info, subject: "loader.conf", message: how,
        remedy: .nothing(if: "this is meant; else set boot.loader.timeout in the configuration"))
    ]
  }

  /// Nil when it is shown (loader.conf(5), "timeout").
  private static func how(_ timeout: String?) -> String? {
    switch timeout {
    case "menu-disabled":
      "the menu is never shown: an older generation can be booted only by bootctl set-oneshot"
    case "0", "menu-hidden", nil:
      "the menu is not shown: to choose an older generation, hold the space bar while the machine starts"
    default: nil
    }
  }
}
