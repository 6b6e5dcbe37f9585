/// No two load options start the same program.
public enum FirmwareEntriesDistinct: Check {
  public static let ids = ["firmware-entry-duplicate"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let firmware = context.firmware else { return [] }
    return firmware.duplicates.map { option, first in
      Finding(
        id: "firmware-entry-duplicate", severity: .warning, subject: option.name,
        message: "it starts the same program as \(first.name), and each one takes room in the firmware",
        remedy: Remedy(.repair).or(.firmware(["-B", "-b", "\(option.number)"])))
    } + foreign(firmware)
  }

  private static func foreign(_ firmware: FirmwareMap) -> [Finding] {
    var seen: [[UInt8]: AttributedOption] = [:]
    return firmware.options.compactMap { option in
      guard option.kind == .foreign, option.option.file != nil, let path = option.option.option?.path?.bytes
      else { return nil }
      guard let first = seen[path] else {
        seen[path] = option
        return nil
      }
      return Finding(
        id: "firmware-entry-duplicate", severity: .info, subject: option.name,
        message: "it starts the same program as \(first.name)",
        remedy: Remedy(.firmware(["-B", "-b", "\(option.number)"])).unless("both are wanted"))
    }
  }
}
