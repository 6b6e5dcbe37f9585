/// Every load option leads to something that is there.
public enum FirmwareEntriesAlive: Check {
  public static let ids = ["firmware-entry-lost", "firmware-entry-dangling"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let firmware = context.firmware else { return [] }
    return firmware.options.compactMap { finding($0, firmware) }
  }

  private static func finding(_ option: AttributedOption, _ firmware: FirmwareMap) -> Finding? {
    switch option.kind {
    case .own, .sameLoader: return nil
    case .lost:
      return Finding(
        id: "firmware-entry-lost", severity: .warning, subject: option.name,
        message: "it names a partition that none of the disks has, as after cloning or partitioning anew",
        remedy: Remedy(.repair, note: "this lets the option name the ESP that is mounted"))
    case .foreign: return dangling(option, firmware)
    }
  }

  private static func dangling(_ option: AttributedOption, _ firmware: FirmwareMap) -> Finding? {
    let message: String
    switch option.target {
    case .nowhere: message = "it names a partition that none of the disks has"
    case .mountedESP(let path):
      if firmware.isThere(path) { return nil }
      message = "it names \(path), which is not on the ESP"
    case .otherPartition, .notLookedAt, .device, .unreadable: return nil
    }
    return Finding(
      id: "firmware-entry-dangling", severity: .info, subject: option.name,
      message: message + "; firmware passes over it",
      remedy: Remedy(.firmware(["-B", "-b", "\(option.number)"])).unless("it is still wanted"))
  }
}
