/// Every directory of the boot volume can be read and every name on it is a name.
public enum VolumeReadable: Check {
  public static let ids = ["volume-unreadable"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.volumes.flatMap { volume in
      volume.unreadable.map { place in
        Finding(
          id: "volume-unreadable", severity: .warning, subject: place.place,
          message: "it cannot be read (\(place.why)), so nothing on this volume may be removed",
          remedy: place.remedy(on: volume))
      }
    }
  }
}
