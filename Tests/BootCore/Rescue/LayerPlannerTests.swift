import BootCore
import Support
import Testing

@Suite struct LayerPlannerTests {
  private let uuid = "01234567-89ab-cdef-0123-456789abcdef"

  private func steps(_ devices: [StorageDevice], _ choice: LayerChoice = LayerChoice(target: "/mnt")) throws
    -> [RescueStep]
  {
    let planner = LayerPlanner(StorageMap(devices: devices))
    return try planner.closed.flatMap { layer throws(RescueProblem) in
      try planner.steps(opening: layer, choice)
    }
  }

  @Test func `a command opens each layer and another closes it`() throws {
    let steps = try steps([
      StorageDevice(path: "/dev/sda2", type: "crypto_LUKS"),
      StorageDevice(path: "/dev/sdb1", type: "LVM2_member", group: "vg-0"),
      StorageDevice(path: "/dev/sdc1", type: "linux_raid_member", uuid: uuid, members: 2),
      StorageDevice(path: "/dev/sdd1", type: "linux_raid_member", uuid: uuid, members: 2),
      StorageDevice(path: "/dev/sde1", type: "zfs_member", label: "tank"),
    ])
    #expect(
      steps.map(\.call.description) == [
        "mdadm --assemble /dev/md100 --uuid=01234567:89abcdef:01234567:89abcdef /dev/sdc1 /dev/sdd1",
        "vgchange --activate y --activationmode complete vg-0", "zpool import -N -R /mnt tank",
        "cryptsetup open /dev/sda2 lifeboot-sda2",
      ])
    #expect(
      steps.map { $0.undo.map(\.description) } == [
        ["mdadm --stop /dev/md100"],
        ["vgchange --activate n vg-0"], ["zpool export tank"],
        ["cryptsetup close lifeboot-sda2"],
      ])
    #expect(steps.map(\.isDone)[1] == .volumeGroup("vg-0"))
  }

  @Test func `a mirror of LVM without a leg is activated only when that is said`() throws {
    var choice = LayerChoice(target: "/mnt")
    choice.isDegradedAllowed = true
    let group = ClosedLayer(.volumeGroup("vg-0"), devices: ["/dev/sdb1"])
    let steps = try LayerPlanner(StorageMap(devices: [])).steps(opening: group, choice)
    #expect(steps.map(\.call.description) == ["vgchange --activate y --activationmode degraded vg-0"])
  }

  @Test func `an array that runs without members is written to only when that is said`() throws {
    for isReadOnly in [true, false] {
      var disks = try SketchedDisks(
        """
        /dev/vda1 vfat AB12-CD34 esp
        /dev/vda2 raid 00000000-0000-0000-0000-00000000000a name any:root of 2
          ext4 U1
            system 42
              / UUID=U1 ext4
              /boot UUID=AB12-CD34 vfat
        """)
      _ = disks.run(["mdadm", "--assemble", "/dev/md127", "--uuid=00000000:00000000:00000000:0000000a"])
      if isReadOnly { _ = disks.run(["mdadm", "--readonly", "/dev/md127"]) }
      let problem = #expect(throws: RescueProblem.self) { try RescueRun(disks) }
      #expect(problem?.words.contains("--degraded") == true, "\(problem?.words ?? "")")
    }
  }

  @Test func `what is open is left as it is`() throws {
    var map = StorageMap(
      devices: [
        StorageDevice(path: "/dev/sda2", type: "crypto_LUKS", upper: ["/dev/mapper/root"]),
        StorageDevice(path: "/dev/mapper/root", type: "ext4"),
        StorageDevice(path: "/dev/sde1", type: "zfs_member", label: "tank"),
      ], pools: ["tank"])
    #expect(LayerPlanner(map).closed == [])
    map.lockedDatasets = ["tank/root": "tank", "tank/home": "tank"]
    #expect(LayerPlanner(map).closed.map(\.name) == ["ZFS file system tank"])
  }

  @Test(
    "a name that a program would take for an option is refused",
    arguments: [
      StorageDevice(path: "/dev/sde1", type: "zfs_member", label: "-aF"),
      StorageDevice(path: "/dev/sdb1", type: "LVM2_member", group: "--all"),
    ])
  func options(device: StorageDevice) throws {
    let problem = #expect(throws: RescueProblem.self) { try steps([device]) }
    #expect(problem?.message == "programs would take that name for an option")
  }

  @Test func `each array gets a name of the kernel that no other has`() throws {
    let other = "11234567-89ab-cdef-0123-456789abcdef"
    let opened = try steps([
      StorageDevice(path: "/dev/sdc1", type: "linux_raid_member", uuid: uuid, members: 1),
      StorageDevice(path: "/dev/sdd1", type: "linux_raid_member", uuid: other, members: 1),
      StorageDevice(path: "/dev/md100"), StorageDevice(path: "/dev/md102"),
    ])
    #expect(opened.map { $0.call.words[2] } == ["/dev/md101", "/dev/md103"])
  }

  @Test func `an array that was begun and not started is stopped first`() throws {
    var member = StorageDevice(path: "/dev/sdc1", type: "linux_raid_member", uuid: uuid, members: 2)
    member.stalledArray = "/dev/md127"
    #expect(try steps([member]).last?.call.words.prefix(4) == ["mdadm", "--assemble", "--run", "--readonly"])
    let opened = try steps([member], LayerChoice(target: "/mnt", isDegradedAllowed: true))
    #expect(opened.first?.call.description == "mdadm --stop /dev/md127" && opened.first?.undo == [])
    #expect(opened.last?.call.words.prefix(3) == ["mdadm", "--assemble", "--run"])
    var other = StorageDevice(path: "/dev/sdd1", type: "linux_raid_member", uuid: uuid, members: 2)
    other.stalledArray = "/dev/md127"
    #expect(
      try steps([member, other]).map { $0.call.words.prefix(2) } == [
        ["mdadm", "--stop"], ["mdadm", "--assemble"],
      ])
  }

  @Test
  func
    `a key file and another machine's pool are taken only when asked, and half an array is only looked at`()
    throws
  {
    let half = [StorageDevice(path: "/dev/sdc1", type: "linux_raid_member", uuid: uuid, members: 2)]
    #expect(try steps(half).first?.call.words.contains("--readonly") ?? false)
    let choice = LayerChoice(target: "/mnt", keyFile: "/k ey", isDegradedAllowed: true, isForced: true)
    #expect(try steps(half, choice).first?.call.words.prefix(3) == ["mdadm", "--assemble", "--run"])
    let locked = [
      StorageDevice(path: "/dev/sda2", type: "crypto_LUKS"),
      StorageDevice(path: "/dev/sde1", type: "zfs_member", label: "tank"),
    ]
    #expect(
      try steps(locked, choice).map(\.call.description) == [
        "zpool import -N -R /mnt -f tank", "cryptsetup open --key-file '/k ey' /dev/sda2 lifeboot-sda2",
      ])
  }
}
