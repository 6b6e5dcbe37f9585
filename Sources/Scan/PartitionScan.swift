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
        map.partitions += table.partitions.map { PartitionFacts($0, of: disk, table: table.kind) }
      } catch {
        // An empty card reader has a size of its last card, and no medium.
        if error.errno != Self.noMedium { map.unreadableDisks.append(disk.name) }
      }
    }
    return map
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
