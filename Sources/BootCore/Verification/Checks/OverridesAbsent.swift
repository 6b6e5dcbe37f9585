/// No variable in the firmware overrides what NixOS wrote into loader.conf.
///
/// Pressing `d` in the menu, or `bootctl set-default`, sets one for ever, and every later rebuild is
/// ignored by it (nixos-boot-facts 3.2.8).
public enum OverridesAbsent: Check {
  public static let ids = ["default-overridden"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let configured = context.map.nextBoot.overridden, let lasting = context.map.nextBoot.lasting else {
      return []
    }
    return [
      Finding(
        id: "default-overridden", severity: .info, subject: context.map.nextBoot.choice.rawValue,
        message:
          "this variable makes every boot take \(lasting) instead of \(configured), also after rebuilds",
        remedy: Remedy(.clear(context.map.nextBoot.choice.variable ?? .default)).unless("this is meant"))
    ]
  }
}
