/// The profile's current generation is in the boot menu.
///
/// It is not when the last rebuild died while it wrote the boot volume: the machine runs on, and
/// the next reboot silently takes an older system.
public enum CurrentIsListed: Check {
  public static let ids = ["current-unlisted"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let current = context.current, !context.snapshot.volumes.isEmpty,
      context.map.bootability(of: current.id) == .unlisted
    else { return [] }
    return [
      Finding(
        id: "current-unlisted", severity: .warning, subject: "\(current.id)",
        message: "it is the current one but has no boot entry: the next reboot takes an older system",
        remedy:
          .repair)
    ]
  }
}
