import Formats

/// No two partitions carry the identifier of the boot volume, and no two the same file system.
///
/// A disk that was cloned byte by byte has its original's identifiers; which of the two is mounted and which one
/// firmware starts from is then a matter of luck. Members of a mirror share them too, and there it is right.
public enum IdentifiersDistinct: Check {
  public static let ids = ["identifier-twice"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let partitions = context.snapshot.chain?.partitions.partitions else { return [] }
    let shared = context.snapshot.volumes.map { volume -> (Volume, [PartitionFacts]) in
      let uuid = volume.partitionUUID.map(VolumePath.fold)
      return (volume, uuid == nil ? [] : partitions.filter { $0.uuid == uuid })
    }
    let tables = shared.compactMap { volume, same in
      finding(
        same, subject: volume.mountPoint, "PARTUUID \(same.first?.uuid ?? "")",
        "a reboot may start from either",
        .person(
          "take the copy out, or give the copy's disk new identifiers (sgdisk -G) while nothing of it is mounted"
        ))
    }
    let told = Set(shared.map(\.1).filter { $0.count > 1 }.joined().map { ByteText($0.disk) })
    return tables + filesystems(partitions, toldOf: told)
  }

  /// What is mounted or opened by its UUID. Of disks that are copies of each other as a whole that was told.
  private static func filesystems(_ partitions: [PartitionFacts], toldOf disks: Set<ByteText>) -> [Finding] {
    let shared = Dictionary(grouping: partitions.filter { $0.filesystemUUID != nil }) {
      ByteText(VolumePath.fold($0.filesystemUUID ?? ""))
    }
    return shared.sorted { $0.key < $1.key }.compactMap { uuid, same in
      if same.allSatisfy({ disks.contains(ByteText($0.disk)) }) { return nil }
      return finding(
        same, subject: same[0].filesystemUUID ?? "", "file system UUID \(uuid.text)",
        "a reboot may mount or open either",
        .person(
          "take the copy out, or give the copy another UUID while it is not mounted (tune2fs -U, xfs_admin -U, "
            + "mlabel -n, cryptsetup luksUUID)"))
    }
  }

  private static func finding(
    _ same: [PartitionFacts], subject: String, _ identifier: String, _ meaning: String, _ remedy: Remedy
  ) -> Finding? {
    guard same.count > 1, !same.contains(where: { isAssembled($0.disk) }) else { return nil }
    return Finding(
      id: "identifier-twice", severity: .warning, subject: subject,
      message: "\(names(same)) carry the same \(identifier): \(meaning), as with a cloned disk",
      remedy: remedy)
  }

  private static func names(_ same: [PartitionFacts]) -> String {
    same.map { "\($0.disk), partition \($0.number)" }.joined(separator: " and ")
  }

  /// The kernel shows the table of an array beside those of its members.
  private static func isAssembled(_ disk: String) -> Bool { disk.hasPrefix("md") || disk.hasPrefix("dm-") }
}
