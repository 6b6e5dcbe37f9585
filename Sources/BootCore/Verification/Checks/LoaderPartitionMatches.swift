/// The firmware started the loader from the ESP that is mounted.
public enum LoaderPartitionMatches: Check {
  public static let ids = ["loader-elsewhere"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let booted = context.snapshot.firmware.loaderPartitionUUID,
      let volume = context.snapshot.loaderVolume, let mounted = volume.partitionUUID,
      !volume.partitionUUIDs.contains(where: { $0 == VolumePath.fold(booted) })
    else { return [] }
    return [
      Finding(
        id: "loader-elsewhere", severity: .warning, subject: volume.mountPoint,
        message:
          "this machine booted from partition \(booted), but \(mounted) is mounted here: rebuilds go elsewhere",
        remedy: .person(
          "mount the partition that the machine boots from, or correct the firmware's boot order"))
    ]
  }
}
