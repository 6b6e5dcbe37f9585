import BootCore
import Support
import Testing

/// Whole layouts, from closed disks to the mounts.
@Suite struct RescueCourseTests {
  private func commands(
    _ sketch: String, device: String? = nil, isDegradedAllowed: Bool = false, header: String? = nil
  ) throws -> [String] {
    try RescueRun(
      SketchedDisks(sketch), device: device, isDegradedAllowed: isDegradedAllowed, header: header
    ).commands
  }

  private func refusal(_ sketch: String, device: String? = nil, esp: String? = nil) throws -> RescueProblem? {
    #expect(throws: RescueProblem.self) {
      try RescueRun(SketchedDisks(sketch), device: device, esp: esp)
    }
  }

  private let crypted = """
    /dev/vda1 vfat AB12-CD34 esp partlabel disk-main-ESP
    /dev/vda2 luks L1 partlabel disk-main-luks
      btrfs U1
        system 42 at rootfs host machine
          / /dev/mapper/crypted btrfs subvol=/rootfs
          /home /dev/mapper/crypted btrfs subvol=/home
          /boot /dev/disk/by-partlabel/disk-main-ESP vfat umask=0077
    """

  @Test func `a volume that fstab names by its mapper name is known by that name, under whatever it is open`()
    throws
  {
    #expect(
      try commands(crypted) == [
        "cryptsetup open /dev/vda2 lifeboot-vda2", "ln -sfn /dev/mapper/lifeboot-vda2 /dev/mapper/crypted",
        "mount -t btrfs -o subvol=/rootfs /dev/mapper/lifeboot-vda2 /mnt",
        "mount -t btrfs -o subvol=/home /dev/mapper/lifeboot-vda2 /mnt/home",
        "mount -t vfat -o umask=0077 /dev/vda1 /mnt/boot",
      ])
  }

  private let mirrors = """
    /dev/vda1 raid 00000000-0000-0000-0000-00000000000b esp name any:boot of 2
    /dev/vda2 raid 00000000-0000-0000-0000-00000000000a name any:root of 2
    /dev/vdb1 raid 00000000-0000-0000-0000-00000000000b esp name any:boot of 2
      vfat AB12-CD34
    /dev/vdb2 raid 00000000-0000-0000-0000-00000000000a name any:root of 2
      ext4 U1
        system 42
          / /dev/md/root ext4
          /boot %@ vfat
    """

  @Test(
    "every array that the table needs is started, and known by its name",
    arguments: ["/dev/md/boot", "/dev/md/any:boot", "UUID=AB12-CD34"])
  func arrays(spec: String) throws {
    let sketch = mirrors.split(separator: "%@").joined(separator: spec)
    let done = try commands(sketch)
    #expect(done.count(where: { $0.hasPrefix("mdadm --assemble /dev/md") }) == 2)
    let boot = try #require(done.last)
    #expect(boot.hasPrefix("mount -t vfat /dev/md1") && boot.hasSuffix(" /mnt/boot"), "\(done)")
  }

  @Test func `half of a mirror is not taken for a boot volume, neither offered nor when it is named`() throws
  {
    let sketch = mirrors.split(separator: "%@").joined(separator: "UUID=0000-0000")
    let offered = try refusal(sketch)
    #expect(offered?.subject == "/boot")
    #expect(offered?.words.contains("/dev/vd") == false, "\(offered?.words ?? "")")
    #expect(offered?.words.contains("--esp /dev/md1") == true, "\(offered?.words ?? "")")
    let named = try refusal(sketch, esp: "/dev/vda1")
    #expect(named?.message.contains("a part of an MD array") == true)
    #expect(named?.words.contains("--esp /dev/md10") == true, "\(named?.words ?? "")")
  }

  @Test func `an array that misses members is looked into, and written to only when that is wanted`() throws {
    let sketch = """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 raid 00000000-0000-0000-0000-00000000000a name any:root of 2
        ext4 U1
          system 42
            / UUID=U1 ext4
            /boot UUID=AB12-CD34 vfat
      """
    let problem = try refusal(sketch)
    #expect(problem?.words.contains("--degraded") == true)
    let written = try commands(sketch, isDegradedAllowed: true)
    #expect(written.first?.hasPrefix("mdadm --assemble --run /dev/md100") == true)
    #expect(written.contains("mount -t ext4 /dev/md100 /mnt"))
  }

  @Test func `an array that the system does not need is no obstacle, whatever it misses`() throws {
    let done = try commands(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 ext4 U1
        system 42
          / UUID=U1 ext4
          /boot UUID=AB12-CD34 vfat
      /dev/vdb1 raid 00000000-0000-0000-0000-00000000000a name any:old of 2
        ext4 U9
      """)
    #expect(done == ["mount -t ext4 /dev/vda2 /mnt", "mount -t vfat /dev/vda1 /mnt/boot"])
  }

  @Test func `of several encrypted volumes those are opened that the table needs, under the system's names`()
    throws
  {
    let sketch = """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks L1 bytes 10G
        ext4 U1
      /dev/vda3 luks L2 bytes 20G
        ext4 U2
          system 42 nix
            / UUID=U1 ext4
            /nix /dev/mapper/cryptnix ext4
            /boot UUID=AB12-CD34 vfat
            none /dev/mapper/cryptswap swap
            crypt cryptroot /dev/disk/by-uuid/L1
            crypt cryptnix UUID=L2
            crypt cryptswap UUID=L3
      /dev/vda4 luks L3 swap-type bytes 4G
        swap U3
      """
    let expected = [
      "cryptsetup open /dev/vda3 lifeboot-vda3", "cryptsetup open /dev/vda2 cryptroot",
      "cryptsetup open /dev/vda4 cryptswap", "ln -sfn /dev/mapper/lifeboot-vda3 /dev/mapper/cryptnix",
      "mount -t ext4 /dev/mapper/cryptroot /mnt", "mount -t ext4 /dev/mapper/lifeboot-vda3 /mnt/nix",
      "mount -t vfat /dev/vda1 /mnt/boot",
    ]
    #expect(try commands(sketch) == expected)
    #expect(try commands(sketch, device: "/dev/vda3") == expected)
    let byRoot = try commands(sketch, device: "/dev/vda2")
    #expect(
      Set(byRoot.filter { $0.hasPrefix("mount") }.map { String($0.suffix(5)) }) == [
        " /mnt", "/boot", "t/nix",
      ])
  }

  private func formatted(_ spec: String) -> String {
    """
    /dev/vda1 vfat EF12-CD34 esp
    /dev/vda2 ext4 U1
      system 42
        / UUID=U1 ext4
        /boot \(spec) vfat
    /dev/vdb1 vfat 1111-2222 esp
    """
  }

  @Test(arguments: ["UUID=AB12-CD34", "/dev/disk/by-uuid/AB12-CD34"])
  func `an ESP that was formatted anew gets its identifier back`(spec: String) throws {
    let problem = try refusal(formatted(spec))
    #expect(problem?.words.contains("fatlabel -i /dev/vda1 AB12CD34") == true, "\(problem?.words ?? "")")
    #expect(problem?.words.contains("--esp /dev/vda1") == true)
    let run = try RescueRun(SketchedDisks(formatted(spec)), esp: "/dev/vda1")
    #expect(
      run.notes.contains { $0.contains("emergency shell") && $0.contains("fatlabel -i") }, "\(run.notes)")
  }

  @Test func `a name that the kernel counts may be of the medium's disk here`() throws {
    let problem = try refusal(formatted("/dev/vdb1"))
    #expect(problem?.message.contains("another disk") == true)
    #expect(problem?.words.contains("--esp /dev/vda1") == true, "\(problem?.words ?? "")")
    #expect(try commands(formatted("/dev/vda1")).last == "mount -t vfat /dev/vda1 /mnt/boot")
    let run = try RescueRun(SketchedDisks(formatted("/dev/vdb1")), esp: "/dev/vda1")
    #expect(run.commands.last == "mount -t vfat /dev/vda1 /mnt/boot")
  }

  /// Root, store and home, told apart by nothing: the first that is open is not the one that a name is for.
  @Test func `a name is not given to what is open while others are closed`() throws {
    let done = try commands(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks L1 bytes 10G
        ext4 U1
      /dev/vda3 luks L2 bytes 20G
        ext4 U2
          system 42 nix
            / /dev/mapper/cryptroot ext4
            /nix UUID=U2 ext4
            /home UUID=U3 ext4
            /boot UUID=AB12-CD34 vfat
      /dev/vda4 luks L3 bytes 40G
        ext4 U3
      """)
    #expect(done.contains("mount -t ext4 /dev/mapper/cryptroot /mnt"), "\(done)")
    #expect(done.contains { $0.hasSuffix(" /mnt/home") && $0.contains("vda4") }, "\(done)")
  }

  @Test func `a name that the system has already is given to no other volume`() throws {
    let done = try commands(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks L1 bytes 20G
        ext4 U1
          system 42
            / /dev/mapper/crypted ext4
            /boot UUID=AB12-CD34 vfat
            none UUID=U3 swap
      /dev/vda3 luks L3 swap-type
        swap U3
      """)
    #expect(done.contains("cryptsetup open /dev/vda3 lifeboot-vda3"), "\(done)")
    #expect(done.contains { $0.hasSuffix(" /mnt") && $0.contains("vda2") }, "\(done)")
  }

  @Test func `swap whose passphrase is another one is left closed and nobody is asked`() throws {
    var disks = try SketchedDisks(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks L1 bytes 10G
        ext4 U1
          system 42
            / UUID=U1 ext4
            /boot UUID=AB12-CD34 vfat
            none UUID=U3 swap
      /dev/vda3 luks L3 swap-type
        swap U3
      """)
    disks.unknownKeys = ["/dev/vda3"]
    let run = try RescueRun(disks)
    #expect(run.notes.contains("LUKS on /dev/vda3 stays closed"))
    #expect(run.commands.last == "mount -t vfat /dev/vda1 /mnt/boot")
  }

  @Test func `LVM in LUKS, on an array, is opened from the bottom`() throws {
    let done = try commands(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 raid 00000000-0000-0000-0000-00000000000a name any:0 of 2
      /dev/vdb2 raid 00000000-0000-0000-0000-00000000000a name any:0 of 2
        luks L1
          lvm group vg-0
            root ext4 U1
              system 42
                / /dev/vg-0/root ext4
                /boot UUID=AB12-CD34 vfat
                /home /dev/mapper/vg--0-home ext4
            home ext4 U2
      """)
    #expect(done.map { $0.split(separator: " ")[0] }.prefix(3) == ["mdadm", "cryptsetup", "vgchange"])
    #expect(done.last == "mount -t ext4 /dev/mapper/vg--0-home /mnt/home")
  }

  @Test func `a header apart from its data is told, and taken when both are named`() throws {
    let sketch = """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks L1 header
      /dev/vda3 empty
        ext4 U1
          system 42
            / UUID=U1 ext4
            /boot UUID=AB12-CD34 vfat
      """
    let problem = try refusal(sketch)
    #expect(problem?.words.contains("lifeboot rescue /dev/vda3 --header /dev/vda2 --apply") == true)
    #expect(
      try commands(sketch, device: "/dev/vda3", header: "/dev/vda2").prefix(2) == [
        "cryptsetup open --header /dev/vda2 /dev/vda3 lifeboot-vda3",
        "mount -t ext4 /dev/mapper/lifeboot-vda3 /mnt",
      ])
  }

  @Test func `a name that says which volume it is for is believed`() throws {
    let done = try commands(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks 5a2c0f3e-0000-4000-8000-00000000000a bytes 20G
        ext4 U1
          system 42
            / UUID=U1 ext4
            /srv /dev/mapper/luks-5a2c0f3e-0000-4000-8000-00000000000c ext4
            /boot UUID=AB12-CD34 vfat
      /dev/vda3 luks 5a2c0f3e-0000-4000-8000-00000000000b
        ext4 U2
      /dev/vda4 luks 5a2c0f3e-0000-4000-8000-00000000000c
        ext4 U3
      """)
    #expect(
      done.contains("cryptsetup open /dev/vda4 luks-5a2c0f3e-0000-4000-8000-00000000000c"), "\(done)")
    #expect(!done.contains { $0.contains("/dev/vda3") }, "\(done)")
  }

  @Test func `a header is not used for another volume than the one that was named`() throws {
    let done = try commands(
      """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 luks L1 header
      /dev/vda3 empty
        ext4 U1
          system 42
            / UUID=U1 ext4
            /home UUID=U2 ext4
            /boot UUID=AB12-CD34 vfat
      /dev/vda4 luks L2
        ext4 U2
      """, device: "/dev/vda3", header: "/dev/vda2")
    let opened = done.filter { $0.hasPrefix("cryptsetup") }
    #expect(
      opened == [
        "cryptsetup open --header /dev/vda2 /dev/vda3 lifeboot-vda3",
        "cryptsetup open /dev/vda4 lifeboot-vda4",
      ])
  }

  @Test func `without a line for it the one ESP on the disk of the root is taken`() throws {
    let sketch = """
      /dev/vda1 vfat AB12-CD34 esp
      /dev/vda2 ext4 U1
        system 42
      /dev/vdb1 vfat EF12-CD34 esp
      """
    #expect(
      try commands(sketch) == [
        "mount -t ext4 /dev/vda2 /mnt", "mount -t vfat -o umask=0077 /dev/vda1 /mnt/boot",
      ])
    let two = try refusal(sketch + "\n/dev/vda3 vfat 1234-5678 esp")
    #expect(two?.words.contains("--esp /dev/vda1") == true)
  }
}
