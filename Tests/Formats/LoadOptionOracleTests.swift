import Formats
import Testing

/// Load options against `efibootmgr`: the ones it writes, and the ones of real machines.
@Suite struct LoadOptionOracleTests {
  static let canMakeEntries =
    EfibootmgrOracle.isInstalled && Shell.has("sfdisk", "losetup", "truncate") && hasLoopDevice
  static let hasLoopDevice = Shell.run("losetup -f 2>/dev/null").status == 0

  /// The variables of real machines, in `shared/data/efivars` beside or above the project where developers have them.
  static let machines: [String] = {
    var parts = Corpus.directory.split(separator: "/")
    while parts.popLast() != nil {
      let folder = (["", parts.joined(separator: "/"), "shared/data/efivars"]).joined(separator: "/")
      let names = Corpus.names(in: folder)
      if !names.isEmpty { return names.map { "\(folder)/\($0)" } }
    }
    return []
  }()

  @Test(
    "an option for a file on a partition is the one that efibootmgr writes",
    .enabled(if: canMakeEntries, "needs efibootmgr, sfdisk and a free loop device"))
  func created() throws {
    try Shell.withTemporaryDirectory { directory in
      let disk = try Disk(in: directory)
      defer { disk.detach() }
      for (index, (label, file)) in Self.entries.enumerated() {
        let name = BootNumber(UInt16(index)).variableName
        #expect(disk.createEntry(name, label: label, file: file))
        let written = try #require([UInt8](contentsOf: "\(directory)/\(name)-\(EfibootmgrOracle.vendor)"))
        let ours = try LoadOption.file(file, on: disk.partition, label: label)
        #expect(Array(written.dropFirst(4)) == ours.bytes)
        #expect(try LoadOption(parsing: Array(written.dropFirst(4))) == ours)
      }
    }
  }

  static let entries = [
    ("Linux Boot Manager", "\\EFI\\systemd\\systemd-bootx64.efi"),
    ("NixOS-boot", "/EFI/NixOS-boot/grubx64.efi"),
    // libefivar turns characters of three bytes in UTF-8 into others, so only shorter ones can be compared.
    ("Limine", "\\efi\\limine\\BOOTX64.EFI"), ("a", "\\"), ("Üé", "\\é.efi"),
  ]

  @Test(
    "every option of real machines comes back and reads as efibootmgr prints it",
    .enabled(
      if: EfibootmgrOracle.isInstalled && !machines.isEmpty,
      "needs efibootmgr and shared/data/efivars beside the project"),
    arguments: machines)
  func realMachine(directory: String) throws {
    let texts = try EfibootmgrOracle.verboseTexts(in: directory)
    #expect(!texts.isEmpty)
    for (name, text) in texts {
      let bytes = try #require([UInt8](contentsOf: "\(directory)/\(name)-\(EfibootmgrOracle.vendor)"))
      let option = try LoadOption(parsing: Array(bytes.dropFirst(4)))
      #expect(option.bytes == Array(bytes.dropFirst(4)))
      let data = option.optionalData.map { (32...127).contains($0) ? String(UnicodeScalar($0)) : "." }
      #expect((option.path?.text ?? "") + data.joined() == text)
    }
  }

  @Test(
    "the consoles and vendors' options of real machines are read",
    .enabled(if: !machines.isEmpty, "needs shared/data/efivars beside the project"), arguments: machines)
  func otherPaths(directory: String) throws {
    let names = Corpus.names(in: directory)
    for name in names where ["ConIn", "ConOut", "ErrOut"].contains(where: name.hasPrefix) {
      let bytes = try #require([UInt8](contentsOf: "\(directory)/\(name)"))
      let path = try DevicePath(parsing: Array(bytes.dropFirst(4)))
      #expect(path.bytes == Array(bytes.dropFirst(4)))
      #expect(!path.text.isEmpty)
    }
    for name in names where name.hasPrefix("BootFFF") {
      let bytes = try #require([UInt8](contentsOf: "\(directory)/\(name)"))
      let option = try LoadOption(parsing: Array(bytes.dropFirst(4)))
      #expect(option.bytes == Array(bytes.dropFirst(4)))
    }
  }

  /// A disk image with one GPT partition on a loop device.
  private struct Disk {
    let directory: String
    let device: String
    let partition: HardDriveNode

    init(in directory: String) throws {
      self.directory = directory
      let image = "\(directory)/disk"
      let script =
        "label: gpt\nfirst-lba: 2048\nstart=4096, size=8192, uuid=927f5841-dc54-4ff4-821c-d29b59c48ab1, type=uefi\n"
      #expect(Array(script.utf8).write(to: "\(directory)/script"))
      let make = "truncate -s 16M '\(image)' && sfdisk -q '\(image)' < '\(directory)/script' >/dev/null 2>&1"
      try #require(Shell.run(make).status == 0, "no disk image")
      let attached = Shell.run("losetup -f --show '\(image)'")
      try #require(attached.status == 0, "no loop device")
      device = String(decoding: attached.output.dropLast(), as: UTF8.self)
      let guid = try #require(EFIGUID("927f5841-dc54-4ff4-821c-d29b59c48ab1"))
      partition = HardDriveNode(partitionNumber: 1, startLBA: 4096, sizeLBA: 8192, partition: guid)
    }

    func detach() { _ = Shell.run("losetup -d '\(device)'") }

    func createEntry(_ name: String, label: String, file: String) -> Bool {
      let number = name.suffix(4)
      let command = "EFIVARFS_PATH='\(directory)/' efibootmgr -q -c -b \(number) -d '\(device)' -p 1"
      return Shell.run("\(command) -L '\(label)' -l '\(file)'").status == 0
    }
  }
}
