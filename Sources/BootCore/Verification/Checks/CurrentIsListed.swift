/// The profile's current generation is in the boot menu.
///
/// It is not when the last rebuild died while it wrote the boot volume: the machine runs on, and
/// the next reboot silently takes an older system.
public enum CurrentIsListed: Check {
  public static let ids = ["current-unlisted"]

  public static func check(_ context: CheckContext) -> [Finding] {
    // What is no system can have no entry; that is another finding.
    guard let current = context.current, current.toplevel != nil, !context.snapshot.volumes.isEmpty,
      context.map.bootability(of: current.id) == .unlisted
    else { return [] }
    return [
      Finding(
        id: "current-unlisted", severity: .warning, subject: "\(current.id)",
        message: "it is the current one but has no boot entry: the next reboot takes \(taken(context))",
        remedy:
          .repair)
    ]
  }

  private static func taken(_ context: CheckContext) -> String {
    guard let entry = context.nextEntry else {
      return context.map.nextBoot.next.flatMap { NextBoot.automaticTitle($0.text) } ?? "nothing"
    }
    return entry.isOurs ? "an older system" : "\(entry.entry.id), which is not this system's"
  }
}
