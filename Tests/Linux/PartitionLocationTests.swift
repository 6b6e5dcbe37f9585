import Linux
import Support
import Testing

/// A part of /sys as the kernel lays it out: one disk with one partition.
private func sysfs() -> Scratch {
  let scratch = Scratch()
  let disk = "sys/devices/pci0000:00/nvme/nvme0/nvme0n1"
  scratch.directory(disk + "/nvme0n1p1")
  scratch.directory("sys/dev/block")
  scratch.file(disk + "/dev", "259:0\n")
  scratch.file(disk + "/uevent", "MAJOR=259\nMINOR=0\nDEVNAME=nvme0n1\nDEVTYPE=disk\n")
  scratch.file(disk + "/nvme0n1p1/dev", "259:1\n")
  scratch.file(disk + "/nvme0n1p1/partition", "1\n")
  scratch.file(disk + "/nvme0n1p1/start", "2048\n")
  scratch.file(disk + "/nvme0n1p1/size", "1048576\n")
  scratch.file(
    disk + "/nvme0n1p1/uevent",
    "MAJOR=259\nMINOR=1\nDEVNAME=nvme0n1p1\nDEVTYPE=partition\nPARTN=1\nPARTUUID=aaaa-bbbb\nbroken\n")
  scratch.link("sys/dev/block/259:0", to: "../../devices/pci0000:00/nvme/nvme0/nvme0n1")
  scratch.link("sys/dev/block/259:1", to: "../../devices/pci0000:00/nvme/nvme0/nvme0n1/nvme0n1p1")
  return scratch
}

@Suite struct PartitionLocationTests {
  @Test("a partition tells its disk, number, place and PARTUUID")
  func partition() throws {
    let scratch = sysfs()
    let root = try Root(at: scratch.path)
    let found = try #require(try PartitionLocation(of: DeviceNumber(major: 259, minor: 1), in: root))
    #expect(found.name == "nvme0n1p1" && found.number == 1 && found.uuid == "aaaa-bbbb")
    #expect(found.startSector == 2_048 && found.sectorCount == 1_048_576)
    #expect(found.disk == DeviceNumber(major: 259, minor: 0))
  }

  @Test("a whole disk and a device that is not there are no partitions", arguments: ["259:0", "8:1", "0:0"])
  func others(text: String) throws {
    let number = try #require(DeviceNumber(text))
    let scratch = sysfs()
    #expect(try PartitionLocation(of: number, in: Root(at: scratch.path)) == nil)
  }

  @Test(
    "the halves of a mirror that firmware can read are partitions of what is on it",
    arguments: [
      ("raid1", "1.0", "in_sync", 0, 1), ("raid1", "0.90", "in_sync,write_mostly", 0, 1),
      // Data begins behind the metadata, or lies on several disks; a half that is out of date.
      ("raid1", "1.2", "in_sync", 0, 0), ("raid1", "1.0", "in_sync", 2_048, 0),
      ("raid0", "1.0", "in_sync", 0, 0),
      ("raid1", "1.0", "faulty", 0, 0), ("raid1", "external:imsm", "in_sync", 0, 0),
    ])
  func halves(level: String, version: String, state: String, offset: Int, count: Int) throws {
    let scratch = sysfs()
    let array = "sys/devices/virtual/block/md1"
    scratch.directory(array + "/md/dev-nvme0n1p1")
    scratch.file(array + "/md/level", level + "\n")
    scratch.file(array + "/md/metadata_version", version + "\n")
    scratch.file(array + "/md/dev-nvme0n1p1/state", state + "\n")
    scratch.file(array + "/md/dev-nvme0n1p1/offset", "\(offset)\n")
    scratch.file(array + "/uevent", "MAJOR=9\nMINOR=1\nDEVNAME=md1\nDEVTYPE=disk\n")
    scratch.link(
      array + "/md/dev-nvme0n1p1/block", to: "../../../../../pci0000:00/nvme/nvme0/nvme0n1/nvme0n1p1")
    scratch.link("sys/dev/block/9:1", to: "../../devices/virtual/block/md1")
    let root = try Root(at: scratch.path)
    let found = try PartitionLocation.all(of: DeviceNumber(major: 9, minor: 1), in: root)
    #expect(found.map(\.name) == Array(repeating: "nvme0n1p1", count: count))
    #expect(try PartitionLocation.all(of: DeviceNumber(major: 259, minor: 1), in: root).map(\.number) == [1])
  }

  @Test(
    "a device number is read strictly",
    arguments: ["", "8", "8:", ":1", "8:1:2", "a:b", "-1:0", "8:99999999999"])
  func numbers(text: String) { #expect(DeviceNumber(text) == nil) }

  @Test("a real loop partition is found, opened by number, and matched to its table")
  func real() throws {
    let scratch = Scratch()
    let script = """
      cd \(scratch.path) && truncate -s 16M disk && printf 'label: gpt\nstart=2048, size=4096\n' | sfdisk -q disk &&
      loop=$(losetup -f --show disk) && partx -a $loop && echo $loop > loop
      """
    let made = Program.run(["sh", "-c", script])
    guard made.status == 0, let loop = scratch.text("loop")?.split(separator: "\n").first else {
      print("skipped: no loop partitions here: \(made.output)")
      return
    }
    defer { _ = Program.run(["sh", "-c", "partx -d \(loop); losetup -d \(loop)"]) }
    let name = loop.split(separator: "/").last.map(String.init) ?? ""
    let text = Scratch.bytes(of: "/sys/block/\(name)/\(name)p1/dev") ?? []
    let number = try #require(DeviceNumber(String(decoding: text.dropLast(), as: UTF8.self)))
    let location = try #require(try PartitionLocation(of: number, in: Root()))
    #expect(location.startSector == 2_048 && location.sectorCount == 4_096 && location.number == 1)
    let table = try #require(try BlockDevice(number: location.disk).partitionTable())
    #expect(table.partition(startingAt: location.startSector)?.number == 1)
  }
}
