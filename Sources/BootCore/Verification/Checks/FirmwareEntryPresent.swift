/// The firmware has an active load option for the loader on the mounted ESP.
///
/// Without one, firmware starts the fallback of the disk if there is one, after everything else that it knows.
public enum FirmwareEntryPresent: Check {
  public static let ids = ["firmware-entry-missing", "firmware-entry-inactive"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let firmware = context.firmware, firmware.isPartitionKnown, firmware.boot.unreadable.isEmpty else {
      return []
    }
    guard let best = firmware.own.first else { return [missing(context, firmware)] }
    if best.option.isActive { return [] }
    return [
      Finding(
        id: "firmware-entry-inactive", severity: .warning, subject: best.name,
        message: "it is switched off, so firmware starts something else",
        remedy: Remedy(.repair).or(.firmware(["-a", "-b", "\(best.number)"])))
    ]
  }

  private static func missing(_ context: CheckContext, _ firmware: FirmwareMap) -> Finding {
    let fallback = context.programs?.fallback
    let isMeant = context.snapshot.installer.canTouchEFIVariables == false
    let message: String
    let severity: Severity
    if let fallback, fallback.condition.isSound {
      severity = isMeant ? .info : .warning
      let why = isMeant ? " (boot.loader.efi.canTouchEfiVariables is off)" : ""
      message = "firmware has no load option for it and has to find \(fallback.path) by itself\(why)"
    } else {
      severity = .critical
      message =
        "firmware has no load option for it and there is no fallback: the next reboot does not start it"
    }
    return Finding(
      id: "firmware-entry-missing", severity: severity, subject: firmware.program.path, message: message,
      remedy: isMeant ? .nothing(if: "this is meant") : .repair)
  }
}
