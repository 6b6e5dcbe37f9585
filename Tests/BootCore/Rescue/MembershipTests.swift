import BootCore
import Support
import Testing

@Suite struct MembershipTests {
  private static let kinds = [
    "linux_raid_member", "isw_raid_member", "ddf_raid_member", "LVM2_member", "zfs_member", "mpath_member",
    "crypto_LUKS", "BitLocker", "bcache", "drbd", "stratis",
  ]

  @Test("a part of anything is no boot volume, whatever its partition's type says", arguments: kinds)
  func parts(type: String) throws {
    let sketch = """
      /dev/vda1 \(type == "zfs_member" ? "zfs" : type) U0 esp
      /dev/vda2 ext4 U1
        system 42
          / UUID=U1 ext4
          /boot UUID=gone vfat
      /dev/vda3 vfat AB12-CD34
      """.replacing("zfs U0", with: "zfs pool tank")
    for esp in [nil, "/dev/vda1"] {
      let problem = #expect(throws: RescueProblem.self) { try RescueRun(SketchedDisks(sketch), esp: esp) }
      #expect(problem?.words.contains("--esp /dev/vda1") == false, "\(problem?.words ?? "")")
      #expect(problem?.kind == .refused || esp == nil)
    }
    #expect(throws: Never.self) { try RescueRun(SketchedDisks(sketch), esp: "/dev/vda3") }
  }

  @Test func `partitions of a disk that is a part of something are parts too`() throws {
    let survey = try SketchedDisks(
      """
      /dev/vda isw_raid_member U0
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vdb1 vfat AB12-CD35 esp
      """
    ).survey()
    let first = try #require(survey.storage["/dev/vda1"])
    let second = try #require(survey.storage["/dev/vdb1"])
    #expect(survey.storage.membership(of: first)?.whole.contains("RAID of the firmware") == true)
    #expect(survey.storage.membership(of: second) == nil)
    #expect(survey.storage.whole(named: "UUID=AB12-CD34").isEmpty)
  }

  @Test(
    "a system on a part of anything is not mounted",
    arguments: ["isw_raid_member", "ddf_raid_member", "linux_raid_member", "mpath_member", "zfs_member"])
  func partsWithSystem(type: String) throws {
    let sketch = """
      /dev/vda \(type == "zfs_member" ? "zfs pool tank" : "\(type) U0")
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 ext4 U1
        system 42
          / UUID=U1 ext4
      /dev/vdb1 vfat AB12-CD35 esp
      """
    for device in [nil, "/dev/vda2"] {
      let problem = #expect(throws: RescueProblem.self) {
        try RescueRun(SketchedDisks(sketch), device: device, esp: "/dev/vdb1")
      }
      #expect(problem?.message.contains("is a part of") == true, "\(problem?.words ?? "")")
      #expect(problem?.words.contains("wipefs --no-act /dev/vda") == true, "\(problem?.words ?? "")")
    }
  }

  @Test func `what cannot be told is no boot volume, and nobody is told to format it`() throws {
    let sketch = """
      /dev/vda2 ext4 U1
        system 42
          / UUID=U1 ext4
      /dev/vda3 empty esp problem
      """
    let problem = #expect(throws: RescueProblem.self) {
      try RescueRun(SketchedDisks(sketch), esp: "/dev/vda3")
    }
    #expect(problem?.words.contains("wipefs --no-act /dev/vda3") == true)
    #expect(problem?.words.contains("mkfs") == false)
  }

  @Test func `what others were made from is a part, and what cannot be written to is not taken`() throws {
    let sketch = """
      /dev/vda2 ext4 U1
        system 42
          / UUID=U1 ext4
      /dev/vda3 vfat AB12-CD34 read-only
      """
    let problem = #expect(throws: RescueProblem.self) {
      try RescueRun(SketchedDisks(sketch), esp: "/dev/vda3")
    }
    #expect(problem?.message == "it cannot be written to")
    var device = StorageDevice(path: "/dev/vda1", type: "ext4", upper: ["/dev/bcache0"])
    device.disk = "/dev/vda"
    #expect(StorageMap(devices: [device]).membership(of: device)?.open == ["/dev/bcache0"])
  }
}
