/// The boot volume has the free space that the policy asks for.
public enum SpaceFree: Check {
  public static let ids = ["space-low", "space-out"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let volume = context.snapshot.bootVolume, volume.isMountPoint || volume.isTakenAsGiven else {
      return []
    }
    let limits: [(SpaceAmount, String, Severity)] = [
      (context.thresholds.criticalFree, "space-out", .critical),
      (context.thresholds.warnFree, "space-low", .warning),
    ]
    for (amount, id, severity) in limits where volume.freeBytes < amount.bytes(of: volume.totalBytes) {
      let percent = volume.totalBytes == 0 ? 0 : volume.freeBytes / max(volume.totalBytes / 100, 1)
      return [
        Finding(
          id: id, severity: severity, subject: volume.mountPoint,
          message:
            "only \(ByteCount.text(volume.freeBytes)) (\(percent) %) are free, less than the policy asks for: a larger kernel or initrd may not fit",
          remedy: .prune)
      ]
    }
    return []
  }
}
