import CLinux
import Glibc

/// The partition table of a disk, as libblkid reads it.
public struct PartitionTable: Hashable, Sendable {
  /// "gpt", "dos", …
  public let kind: String
  /// The disk's GUID, or the 32-bit number of a DOS table, as text.
  public let identifier: String?
  public let partitions: [Partition]

  /// The partition that starts at a place, given in sectors of 512 bytes.
  public func partition(startingAt sector: Int64) -> Partition? {
    partitions.first { $0.startSector == sector }
  }
}

/// One partition of a table.
public struct Partition: Hashable, Sendable {
  public let number: Int
  /// Sectors are of 512 bytes here, whatever the disk's own are.
  public let startSector: Int64
  public let sectorCount: Int64
  /// PARTUUID.
  public let uuid: String?
  /// The type's GUID, or "0x" and the type of a DOS table, in lower case.
  public let type: String
  /// The label that a GPT gives the partition.
  public let name: String?
  /// The attribute bits of a GPT, or the flags byte of a DOS table.
  public let flags: UInt64
}

extension BlockDevice {
  /// The partition table; nil if there is none.
  ///
  /// - Throws: what libblkid met while reading, as the error of the call "blkid_probe_get_partitions".
  public func partitionTable() throws(SystemError) -> PartitionTable? {
    let probe = try BlkidProbe(self, offset: 0, size: 0)
    blkid_probe_enable_superblocks(probe.handle, 0)
    blkid_probe_enable_partitions(probe.handle, 1)
    Glibc.errno = 0
    guard let list = blkid_probe_get_partitions(probe.handle) else {
      if Glibc.errno == EIO {
        throw SystemError(call: "blkid_probe_get_partitions", errno: EIO, subject: path)
      }
      return nil
    }
    guard let table = blkid_partlist_get_table(list), let kind = Self.text(blkid_parttable_get_type(table))
    else { return nil }
    let partitions = (0..<max(0, blkid_partlist_numof_partitions(list))).compactMap { index in
      blkid_partlist_get_partition(list, index).map { Partition($0) }
    }
    return PartitionTable(
      kind: kind, identifier: Self.text(blkid_parttable_get_id(table)), partitions: partitions)
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer else { return nil }
    let text = String(cString: pointer)
    return text.isEmpty ? nil : text
  }
}

extension Partition {
  fileprivate init(_ handle: blkid_partition) {
    number = Int(blkid_partition_get_partno(handle))
    startSector = blkid_partition_get_start(handle)
    sectorCount = blkid_partition_get_size(handle)
    uuid = BlockDevice.text(blkid_partition_get_uuid(handle))
    type =
      BlockDevice.text(blkid_partition_get_type_string(handle))?.lowercased()
      ?? "0x" + String(blkid_partition_get_type(handle), radix: 16)
    name = BlockDevice.text(blkid_partition_get_name(handle))
    flags = blkid_partition_get_flags(handle)
  }
}
