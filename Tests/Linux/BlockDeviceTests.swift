import Linux
import Support
import Testing

/// A disk image of 64 MiB: a GPT with a FAT32 ESP labelled and an ext4 partition.
private let diskTools = ["sfdisk", "mkfs.fat", "mkfs.ext4", "blkid"]
private let missingTool = diskTools.first { !Program.exists($0) }

private func disk() -> Scratch {
  let scratch = Scratch()
  let script = """
    truncate -s 96M disk && printf 'label: gpt
    label-id: 11111111-2222-3333-4444-555555555555
    start=2048, size=131072, type=U, uuid=AAAAAAAA-0000-0000-0000-000000000001, name="EFI system"
    start=133120, size=32768, type=L, uuid=AAAAAAAA-0000-0000-0000-000000000002
    ' | sfdisk -q disk && mkfs.fat -F 32 -s 1 -n BOOT -i 1234abcd --offset 2048 disk 65536 &&
    truncate -s 16M ext4 && mkfs.ext4 -q -L root -U 99999999-0000-0000-0000-000000000000 ext4 &&
    dd if=ext4 of=disk bs=512 seek=133120 conv=notrunc status=none
    """
  let made = Program.run(["sh", "-c", "cd \(scratch.path) && " + script])
  if made.status != 0 { Issue.record("\(made.output)") }
  return scratch
}

@Suite(.enabled(if: missingTool == nil, "\(missingTool ?? "") is not installed"))
struct BlockDeviceTests {
  @Test("an image's partition table is read with every fact")
  func table() throws {
    let scratch = disk()
    let table = try #require(try BlockDevice(path: scratch.at("disk")).partitionTable())
    #expect(table.kind == "gpt" && table.identifier == "11111111-2222-3333-4444-555555555555")
    #expect(table.partitions.count == 2)
    let esp = try #require(table.partition(startingAt: 2_048))
    #expect(esp.number == 1 && esp.sectorCount == 131_072 && esp.name == "EFI system")
    #expect(esp.uuid == "aaaaaaaa-0000-0000-0000-000000000001")
    #expect(esp.type == "c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
    let second = try #require(table.partitions.last)
    #expect(second.number == 2 && second.name == nil && second.type == "0fc63daf-8483-4772-8e79-3d69d8477de4")
  }

  @Test("file systems inside an image are recognised at their offsets")
  func signatures() throws {
    let scratch = disk()
    let device = try BlockDevice(path: scratch.at("disk"))
    let fat = try #require(try device.filesystemSignature(at: 2_048 * 512, size: 131_072 * 512))
    #expect(fat.type == "vfat" && fat.version == "FAT32" && fat.label == "BOOT" && fat.uuid == "1234-ABCD")
    #expect(fat.secondType == nil && fat.usage == "filesystem")
    let ext4 = try #require(try device.filesystemSignature(at: 133_120 * 512))
    #expect(ext4.type == "ext4" && ext4.label == "root")
    #expect(ext4.uuid == "99999999-0000-0000-0000-000000000000")
    #expect(try device.filesystemSignature() == nil)
    #expect(device.number == nil)
  }

  @Test("a DOS table and a small FAT are told apart")
  func dos() throws {
    let scratch = Scratch()
    let made = Program.run([
      "sh", "-c",
      """
      cd \(scratch.path) && truncate -s 20M disk && printf 'label: dos
      label-id: 0xdeadbeef
      start=2048, size=32768, type=ef, bootable
      ' | sfdisk -q disk && mkfs.fat -F 16 --offset 2048 disk 16384
      """,
    ])
    try #require(made.status == 0, "\(made.output)")
    let device = try BlockDevice(path: scratch.at("disk"))
    let table = try #require(try device.partitionTable())
    #expect(table.kind == "dos" && table.identifier == "deadbeef")
    #expect(table.partitions.first?.type == "0xef" && table.partitions.first?.flags == 0x80)
    #expect(table.partitions.first?.uuid == "deadbeef-01")
    let fat = try #require(try device.filesystemSignature(at: 1 << 20))
    #expect(fat.version == "FAT16" && fat.secondType == "msdos")
  }

  @Test("an empty image has no table and no file system; a damaged one neither")
  func empty() throws {
    let scratch = Scratch()
    scratch.file("zero", [UInt8](repeating: 0, count: 1 << 20))
    scratch.file("noise", (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
    scratch.file("nothing", [])
    for name in ["zero", "noise", "nothing"] {
      let device = try BlockDevice(path: scratch.at(name))
      #expect(try device.partitionTable() == nil)
      #expect(try device.filesystemSignature() == nil)
    }
  }

  @Test("two signatures at one place are not believed")
  func ambiguous() throws {
    let scratch = Scratch()
    let made = Program.run([
      "sh", "-c",
      """
      cd \(scratch.path) && truncate -s 64M disk fat && mkfs.ext4 -q disk && mkfs.fat -F 16 fat &&
      dd if=fat of=disk bs=512 count=1 conv=notrunc status=none
      """,
    ])
    try #require(made.status == 0, "\(made.output)")
    let device = try BlockDevice(path: scratch.at("disk"))
    #expect { _ = try device.filesystemSignature() } throws: { ($0 as? SystemError)?.errno == 76 }
  }

  @Test("what is no disk is refused", arguments: ["/dev/null", "/tmp", "/no/such/disk"])
  func refused(path: String) {
    #expect(throws: SystemError.self) { _ = try BlockDevice(path: path).path }
  }

  @Test("a 0 byte in a path is refused, not taken for its end")
  func zero() {
    #expect(throws: SystemError.self) { _ = try BlockDevice(path: "/dev/null\0").path }
  }

  @Test("a device number that nothing has is an error")
  func number() {
    #expect(throws: SystemError(call: "open", errno: 19, subject: "block device 4095:77")) {
      _ = try BlockDevice(number: DeviceNumber(major: 4_095, minor: 77)).path
    }
  }
}
