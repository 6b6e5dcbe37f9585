/// The firmware has room for variables.
public enum FirmwareStorageFree: Check {
  public static let ids = ["nvram-low", "nvram-dumps"]

  /// Below 5 KiB the kernel refuses to write on some firmware (EFI_MIN_RESERVE); a load option has some 150 bytes.
  private static let least: UInt64 = 8 << 10

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let boot = context.snapshot.firmware.boot else { return [] }
    return low(boot) + dumps(boot)
  }

  private static func low(_ boot: FirmwareBoot) -> [Finding] {
    guard let storage = boot.storage, storage.freeBytes < least else { return [] }
    let free = "\(ByteCount.text(storage.freeBytes)) of \(ByteCount.text(storage.totalBytes))"
    return [
      Finding(
        id: "nvram-low", severity: .warning, subject: "EFI variables",
        message: "only \(free) are free: installing a boot loader may fail for want of room",
        remedy: boot.dumps > 0
          ? Remedy(.person("look at the crash dumps, then delete them"), .deleteDumps)
          : .person("delete load options that nothing needs"))
    ]
  }

  private static func dumps(_ boot: FirmwareBoot) -> [Finding] {
    guard boot.dumps > 0 else { return [] }
    return [
      Finding(
        id: "nvram-dumps", severity: .info, subject: "EFI variables",
        message: "\(boot.dumps) pieces of kernel crash dumps lie there and take room",
        remedy: Remedy(.person("look at them (systemd-pstore keeps copies), then delete them"), .deleteDumps))
    ]
  }
}
