/// The load option of this loader says of its partition what the partition table says.
///
/// Most firmware looks only at the partition's GUID. Some compares number, start and size as well, and then does not
/// find a partition that was moved or resized.
public enum FirmwareGeometryCurrent: Check {
  public static let ids = ["firmware-entry-geometry"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let firmware = context.firmware else { return [] }
    return firmware.own.filter(firmware.isStale).map { option in
      Finding(
        id: "firmware-entry-geometry", severity: .warning, subject: option.name,
        message:
          "it gives the partition another number, start or size than the disk: some firmware then fails",
        remedy: .repair)
    }
  }
}
