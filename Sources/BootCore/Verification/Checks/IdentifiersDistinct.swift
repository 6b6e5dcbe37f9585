/// No two partitions carry the identifier of the boot volume.
///
/// A disk that was cloned byte by byte has its original's identifiers; which of the two is mounted and which one
/// firmware starts from is then a matter of luck. Members of a mirror share them too, and there it is right.
public enum IdentifiersDistinct: Check {
  public static let ids = ["identifier-twice"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let partitions = context.snapshot.chain?.partitions.partitions else { return [] }
    return context.snapshot.volumes.compactMap { volume in
      guard let uuid = volume.partitionUUID.map(VolumePath.fold) else { return nil }
      let same = partitions.filter { $0.uuid == uuid }
      guard same.count > 1, !same.contains(where: { isAssembled($0.disk) }) else { return nil }
      let names = same.map { "\($0.disk), partition \($0.number)" }.joined(separator: " and ")
      return Finding(
        id: "identifier-twice", severity: .warning, subject: volume.mountPoint,
        message:
          "\(names) carry the same PARTUUID \(uuid): a reboot may start from either, as with a cloned disk",
        remedy: .person(
          "take the copy out, or give the copy's disk new identifiers (sgdisk -G) while nothing of it is mounted"
        )
      )
    }
  }

  /// The kernel shows the table of an array beside those of its members.
  private static func isAssembled(_ disk: String) -> Bool { disk.hasPrefix("md") || disk.hasPrefix("dm-") }
}
