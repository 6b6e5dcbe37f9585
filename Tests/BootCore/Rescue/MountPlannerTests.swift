import BootCore
import Formats
import Testing

@Suite struct MountPlannerTests {
  private let host = RescueHost(architecture: .x64, isEFI: true, hasEFIVariables: true, mountPoints: ["/"])

  private func system(_ fstab: String, on device: String = "/dev/sda2", type: String = "ext4") throws
    -> FoundSystem
  {
    FoundSystem(
      device: device, type: type,
      generations: [
        .init(number: 1, toplevel: "/nix/store/x", label: "", isWhole: true, system: "x86_64-linux")
      ],
      current: 1, table: try Fstab(parsing: Array(fstab.utf8)).entries,
      tableSource: "the fstab of generation 1",
      bootPlaces: ["/boot"])
  }

  private var storage: StorageMap {
    StorageMap(devices: [
      StorageDevice(
        path: "/dev/sda1", type: "vfat", uuid: "AB12-CD34", partitionUUID: "1-1", partitionLabel: "esp"),
      StorageDevice(path: "/dev/sda2", type: "ext4", uuid: "u-root", label: "a b"),
      StorageDevice(path: "/dev/sda3", type: "swap", uuid: "u-swap"),
    ])
  }

  private func plan(
    _ fstab: String, storage: StorageMap? = nil, programs: Bool = false, esp: String? = nil,
    host: RescueHost? = nil
  ) throws -> RescuePlan {
    let choice = MountChoice(target: "/mnt", esp: esp, hasPrograms: programs, host: host ?? self.host)
    return try MountPlanner(try system(fstab), storage: storage ?? self.storage, choice).plan()
  }

  private func mounts(_ plan: RescuePlan) -> [String] {
    plan.steps.map(\.call.description).filter { $0.hasPrefix("mount") }
  }

  private let usual = "UUID=u-root / ext4 defaults 0 1\nUUID=ab12-cd34 /boot vfat umask=0077 0 2\n"

  @Test(
    "a device is found by whatever name the table has for it",
    arguments: [
      "UUID=AB12-CD34", "/dev/disk/by-uuid/AB12-CD34", "PARTUUID=1-1", "/dev/disk/by-partuuid/1-1",
      "PARTLABEL=esp",
      "/dev/disk/by-partlabel/esp", "/dev/sda1",
    ])
  func names(spec: String) throws {
    let plan = try plan("LABEL=a\\040b / ext4\n\(spec) /boot vfat umask=0077")
    #expect(
      mounts(plan) == ["mount -t ext4 /dev/sda2 /mnt", "mount -t vfat -o umask=0077 /dev/sda1 /mnt/boot"])
  }

  @Test func `what fstab says for its readers is not said to mount`() throws {
    let plan = try plan(
      usual + """
        UUID=u-swap none swap sw
        /srv/data /var/data none bind,x-systemd.requires=/srv
        UUID=gone /media/a ext4 noauto
        UUID=gone /media/b ext4 nofail
        UUID=gone /home ext4
        host:/x /net nfs ro
        tmpfs /tmp tmpfs size=1G
        tmpfs /scratch tmpfs size=1G
        proc /proc proc
        """)
    #expect(
      mounts(plan) == [
        "mount -t ext4 /dev/sda2 /mnt", "mount -t vfat -o umask=0077 /dev/sda1 /mnt/boot",
        "mount -t tmpfs -o size=1G tmpfs /mnt/scratch", "mount --bind /mnt/srv/data /mnt/var/data",
      ])
    #expect(plan.notes.count == 3)
  }

  @Test func `mount points come before what is mounted in them, whatever the order of the table`() throws {
    let plan = try plan(
      "UUID=u-swap /a/b ext4\nUUID=u-swap /a ext4\nUUID=AB12-CD34 /boot vfat noauto\nUUID=u-root / ext4")
    #expect(
      mounts(plan).map { $0.split(separator: " ").last } == ["/mnt", "/mnt/a", "/mnt/boot", "/mnt/a/b"])
  }

  @Test func `a boot volume that is not here is refused, and the candidates are named`() throws {
    var storage = storage
    storage.devices[0].uuid = "0000-0000"
    storage.devices[0].partitionType = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
    let problem = #expect(throws: RescueProblem.self) { try plan(usual, storage: storage, programs: true) }
    #expect(problem?.subject == "/boot")
    #expect(problem?.remedy == .person("candidates: /dev/sda1 (ESP); to take one, add --esp /dev/sda1"))
    #expect(
      mounts(try plan(usual, storage: storage, esp: "/dev/sda1")).last?.hasSuffix("/dev/sda1 /mnt/boot")
        ?? false)
    #expect(throws: RescueProblem.self) { try plan(usual, storage: storage, esp: "/dev/sdz1") }
  }

  @Test func `a boot volume that only the installer names is wanted as well`() {
    let problem = #expect(throws: RescueProblem.self) { try plan("UUID=u-root / ext4", programs: true) }
    #expect(problem?.subject == "/boot")
  }

  @Test func `who only wants to look gets a system without its boot volume`() throws {
    let looking = try plan("UUID=u-root / ext4\nUUID=gone /boot vfat")
    #expect(mounts(looking) == ["mount -t ext4 /dev/sda2 /mnt"])
    #expect(looking.notes.contains { $0.hasPrefix("/boot is not here") })
  }

  @Test func `a system that sleeps, runs or is mounted is left alone`() throws {
    var sleeping = storage
    sleeping.devices[2].type = "swsuspend"
    let problem = #expect(throws: RescueProblem.self) {
      try plan(usual + "UUID=u-swap none swap", storage: sleeping)
    }
    #expect(problem?.message.contains("sleeps") ?? false)
    #expect(throws: Never.self) { try plan(usual, storage: sleeping) }
    var mounted = storage
    mounted.devices[1].mountPoints = ["/media/x"]
    #expect(throws: RescueProblem.self) { try plan(usual, storage: mounted) }
    mounted.devices[1].mountPoints = ["/"]
    let running = #expect(throws: RescueProblem.self) { try plan(usual, storage: mounted) }
    #expect(running?.remedy.ways.first?.acts == [.here(["lifeboot", "rebuild", "--apply"])])
    let taken = RescueHost(
      architecture: .x64, isEFI: true, hasEFIVariables: true, mountPoints: ["/", "/mnt/boot"])
    #expect(throws: RescueProblem.self) { try plan(usual, host: taken) }
  }

  @Test func `memory of a sleeping system on the same disk stops it unless somebody knows`() throws {
    var disks = storage
    for index in disks.devices.indices { disks.devices[index].disk = "/dev/sda" }
    disks.devices[2].type = "swsuspend"
    let problem = #expect(throws: RescueProblem.self) { try plan(usual, storage: disks) }
    #expect(problem?.remedy.isSaying("--not-asleep") ?? false)
    var choice = MountChoice(target: "/mnt", hasPrograms: false, host: host)
    choice.isKnownAwake = true
    #expect(throws: Never.self) { try MountPlanner(system(usual), storage: disks, choice).plan() }
    disks.devices[2].disk = "/dev/sdb"
    #expect(throws: Never.self) { try plan(usual, storage: disks) }
  }

  @Test func `a machine whose firmware says that it sleeps is left alone`() throws {
    var host = host
    host.isPutToSleep = true
    let problem = #expect(throws: RescueProblem.self) { try plan(usual, host: host) }
    #expect(problem?.remedy.isSaying("--not-asleep") ?? false)
  }

  @Test func `a device name that leads elsewhere is never made`() throws {
    for name in ["../../etc/ld.so.preload", "a/b", "-x", "control"] {
      let plan = try? plan("/dev/mapper/\(name) / ext4", programs: true)
      #expect(plan?.steps.contains { $0.call.program == "ln" } != true)
    }
  }

  @Test func `programs of another processor are refused, looking is not`() throws {
    let arm = RescueHost(architecture: .aa64, isEFI: true, hasEFIVariables: true)
    let problem = #expect(throws: RescueProblem.self) { try plan(usual, programs: true, host: arm) }
    #expect(problem?.remedy.isSaying("--no-programs") ?? false)
    #expect(throws: Never.self) { try plan(usual, programs: false, host: arm) }
  }

  @Test func `where it cannot be seen whether a system sleeps, nothing is mounted unless somebody knows`()
    throws
  {
    var hidden = try system(usual)
    hidden.resume = "/dev/mapper/swap"
    var choice = MountChoice(target: "/mnt", host: host)
    let problem = #expect(throws: RescueProblem.self) {
      try MountPlanner(hidden, storage: storage, choice).plan()
    }
    #expect(problem?.kind == .refused && problem?.remedy.isSaying("--not-asleep") ?? false)
    choice.isKnownAwake = true
    #expect(throws: Never.self) { try MountPlanner(hidden, storage: storage, choice).plan() }
    choice.isKnownAwake = false
    hidden.resume = "UUID=u-swap"
    #expect(throws: Never.self) { try MountPlanner(hidden, storage: storage, choice).plan() }
    hidden.resume = "/dev/sda3"
    var closed = storage
    closed.devices[2].type = "crypto_LUKS"
    #expect(throws: RescueProblem.self) { try MountPlanner(hidden, storage: closed, choice).plan() }
  }

  @Test func `what mount would take for an option is refused, with its line`() throws {
    let problem = #expect(throws: RescueProblem.self) { try plan(usual + "--bind /home zfs zfsutil") }
    #expect(problem?.subject == "the fstab of generation 1, line 3")
  }

  @Test func `two devices of one name are not guessed between, unless one holds the store`() throws {
    var twin = storage
    twin.devices.append(StorageDevice(path: "/dev/sdb2", type: "ext4", uuid: "u-root"))
    #expect(mounts(try plan(usual, storage: twin)).first == "mount -t ext4 /dev/sda2 /mnt")
    twin.devices.append(StorageDevice(path: "/dev/sdb1", type: "vfat", uuid: "AB12-CD34"))
    #expect(throws: RescueProblem.self) { try plan(usual, storage: twin) }
  }

  @Test func `what the kernel gives comes last, with efivarfs where it is missing`() throws {
    let bare = RescueHost(architecture: .x64, isEFI: true, hasEFIVariables: false, hasUdev: true)
    let plan = try plan(usual, programs: true, host: bare)
    #expect(
      mounts(plan).dropFirst(2) == [
        "mount -t efivarfs efivarfs /sys/firmware/efi/efivars", "mount --rbind --make-rslave /dev /mnt/dev",
        "mount --rbind --make-rslave /proc /mnt/proc", "mount --rbind --make-rslave /sys /mnt/sys",
        "mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs /mnt/run", "mount --bind /run/udev /mnt/run/udev",
      ])
    for step in plan.steps where step.call.program == "mount" { #expect(!step.undo.isEmpty) }
    let old = RescueHost(architecture: .x64, isEFI: false, hasEFIVariables: false)
    #expect(
      try self.plan(usual, programs: true, host: old).notes.first?.contains("not started by UEFI") ?? false)
  }

  @Test func `several devices of one btrfs are all named, and so are those of bcachefs`() throws {
    let pair = StorageMap(devices: [
      StorageDevice(path: "/dev/sda1", type: "vfat", uuid: "AB12-CD34"),
      StorageDevice(path: "/dev/sda2", type: "btrfs", uuid: "u-root"),
      StorageDevice(path: "/dev/sdb2", type: "btrfs", uuid: "u-root"),
    ])
    let plan = try plan("UUID=u-root / btrfs subvol=@\nUUID=AB12-CD34 /boot vfat", storage: pair)
    #expect(
      mounts(plan).first == "mount -t btrfs -o subvol=@,device=/dev/sda2,device=/dev/sdb2 /dev/sda2 /mnt")
  }

  @Test func `file systems of ZFS are mounted by their names`() throws {
    var map = StorageMap(devices: [StorageDevice(path: "/dev/sda1", type: "vfat", uuid: "AB12-CD34")])
    map.datasets = ["tank/root": "/", "tank/nix": "legacy"]
    map.lockedDatasets = ["tank/root": "tank/root"]
    let zfs = try system(
      "tank/root / zfs zfsutil\ntank/nix /nix zfs\nUUID=AB12-CD34 /boot vfat", on: "tank/root", type: "zfs")
    let plan = try MountPlanner(
      zfs, storage: map, MountChoice(target: "/mnt", hasPrograms: false, host: host)
    ).plan()
    #expect(
      plan.steps.map(\.call.description).filter { !$0.hasPrefix("mkdir") } == [
        "zfs load-key tank/root", "mount -t zfs -o zfsutil tank/root /mnt", "mount -t zfs tank/nix /mnt/nix",
        "mount -t vfat /dev/sda1 /mnt/boot",
      ])
    map.mountedDatasets = ["tank/root": ["/media/x"]]
    let twice = #expect(throws: RescueProblem.self) {
      try MountPlanner(zfs, storage: map, MountChoice(target: "/mnt", host: host)).plan()
    }
    #expect(twice?.remedy.ways.first?.acts == [.rescue(.rebuild, ["--at", "/media/x", "--apply"])])
  }
}

extension Remedy {
  /// One of its texts for a person has `words` in it.
  fileprivate func isSaying(_ words: String) -> Bool {
    ways.flatMap(\.acts).contains { act in
      if case .person(let text) = act { return text.contains(words) }
      return false
    }
  }
}
