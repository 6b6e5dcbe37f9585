/// Every variable about booting can be read and means something.
public enum FirmwareEntriesReadable: Check {
  public static let ids = ["firmware-entry-garbled", "firmware-variable-unreadable"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let boot = context.snapshot.firmware.boot else { return [] }
    let garbled = boot.options.compactMap { option in
      option.problem.map { problem in
        Finding(
          id: "firmware-entry-garbled", severity: .info, subject: option.number.variableName,
          message: "it is no load option that can be read (\(problem)); firmware passes over it",
          remedy: Remedy(.firmware(["-B", "-b", "\(option.number)"])).unless("something made it on purpose"))
      }
    }
    let unreadable = boot.unreadable.map { name in
      Finding(
        id: "firmware-variable-unreadable", severity: .info, subject: name,
        message: "the firmware does not give it, so what it says is not known",
        remedy: .person("run this as root; if it stays so, look into the firmware's setup"))
    }
    return garbled + unreadable
  }
}
