import BootCore
import Linux

/// Reads the partition tables of this machine's disks, whatever the root is: firmware sees all of them.
enum PartitionScan {
  static func partitions() -> PartitionMap {
    guard let root = try? Root(at: "/"), let disks = try? Disk.all(in: root) else {
      return PartitionMap(partitions: [], unreadableDisks: ["/sys/block"])
    }
    var map = PartitionMap(partitions: [])
    for disk in disks {
      do throws(SystemError) {
        let device = try BlockDevice(number: disk.number)
        guard let table = try device.partitionTable() else { continue }
        map.partitions += table.partitions.map { partition in
          var facts = PartitionFacts(partition, of: disk, table: table.kind)
          facts.filesystemUUID = filesystemUUID(partition, on: device)
          return facts
        }
      } catch {
        // An empty card reader has a size of its last card, and no medium.
        if error.errno != Self.noMedium { map.unreadableDisks.append(disk.name) }
      }
    }
    return map
  }

  private static func filesystemUUID(_ partition: Partition, on device: borrowing BlockDevice) -> String? {
    // In sectors of 512 bytes, libblkid's unit; what lies beyond any disk is a broken table.
    let (offset, isTooFar) = Int64(partition.startSector).multipliedReportingOverflow(by: 512)
    let (size, isTooLong) = Int64(partition.sectorCount).multipliedReportingOverflow(by: 512)
    guard !isTooFar, !isTooLong, size > 0,
      let signature = (try? device.filesystemSignature(at: offset, size: size)) ?? nil
    else { return nil }
    let isMember = signature.usage == "raid" || signature.type.hasSuffix("_member")
    return isMember || ["btrfs", "bcachefs"].contains(signature.type) ? nil : signature.uuid
  }

  /// ENOMEDIUM of <asm-generic/errno.h>.
  private static let noMedium: Int32 = 123
}

extension PartitionFacts {
  fileprivate init(_ partition: Partition, of disk: Disk, table: String) {
    self.init(
      disk: disk.name, table: table, number: UInt32(clamping: partition.number),
      uuid: partition.uuid?.lowercased(), type: partition.type,
      startSector: UInt64(clamping: partition.startSector),
      sectorCount: UInt64(clamping: partition.sectorCount), blockSize: UInt64(clamping: disk.logicalBlockSize)
    )
  }
}
