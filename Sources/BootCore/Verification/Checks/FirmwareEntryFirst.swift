/// Firmware comes to this machine's loader before anything else that certainly starts.
public enum FirmwareEntryFirst: Check {
  public static let ids = ["firmware-other-first", "firmware-entry-unordered", "boot-next-set"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let firmware = context.firmware, firmware.isPartitionKnown else { return [] }
    return next(firmware) + order(firmware)
  }

  private static func order(_ firmware: FirmwareMap) -> [Finding] {
    guard let best = firmware.own.first(where: \.option.isActive) else { return [] }
    switch firmware.reached {
    case .loader: return []
    case .other(let other):
      return [
        Finding(
          id: "firmware-other-first", severity: .warning, subject: other.name,
          message: "it comes before \(best.name): the next reboot starts it instead of this machine's menu",
          remedy: Remedy(.repair).unless("this is meant"))
      ]
    case .endOfOrder:
      // In the order, but its program is missing: that is said by the check of the program.
      if firmware.boot.order.contains(best.number) { return [] }
      return [
        Finding(
          id: "firmware-entry-unordered", severity: .warning, subject: best.name,
          message: "it is not in BootOrder, so firmware does not try it by itself",
          remedy: Remedy(.repair))
      ]
    }
  }

  private static func next(_ firmware: FirmwareMap) -> [Finding] {
    guard let number = firmware.boot.next else { return [] }
    let option = firmware.option(number)
    switch option?.kind {
    case .own, .sameLoader: return []
    case .lost, .foreign, nil:
      return [
        Finding(
          id: "boot-next-set", severity: .info, subject: option?.name ?? number.variableName,
          message: "the next boot, once, starts it instead of this machine's menu (BootNext)",
          remedy: Remedy(.firmware(["-N"])).unless("this is meant"))
      ]
    }
  }
}
