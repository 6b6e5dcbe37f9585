import Formats
import Testing

@Suite struct DevicePathTests {
  static func file(_ name: String) throws -> DevicePathNode {
    try #require(UTF16Text(name).flatMap(DevicePathNode.file))
  }

  @Test(
    "a valid path comes back byte for byte",
    arguments: [
      "7f ff 04 00",
      "04 04 06 00 00 00  7f ff 04 00",
      "01 01 06 00 00 02  7f 01 04 00  7f 01 04 00  01 01 06 00 00 03  7f ff 04 00",
      "63 01 04 00  ff ff 05 00 aa  7f ff 04 00",
    ])
  func identity(hex: String) throws {
    let bytes = try [UInt8](hex: hex)
    #expect(try DevicePath(parsing: bytes).bytes == bytes)
  }

  @Test(
    "a damaged path is refused with its place",
    arguments: [
      ("", "byte 0: the path has no end node"),
      ("01 01 06 00 00 02", "byte 6: the path has no end node"),
      ("01 01 03 00 00 02  7f ff 04 00", "byte 0: a node claims 3 bytes, less than its header"),
      ("01 01 00 00  7f ff 04 00", "byte 0: a node claims 0 bytes, less than its header"),
      ("01 01 06 00 00 02  01 01 40 00  7f ff 04 00", "byte 6: a node claims 64 bytes and 8 are left"),
      ("01 01 ff ff  7f ff 04 00", "byte 0: a node claims 65535 bytes and 8 are left"),
      ("7f ff 05 00 00", "byte 0: an end node of subtype 255 and 5 bytes"),
      ("7f 02 04 00", "byte 0: an end node of subtype 2 and 4 bytes"),
      ("7f ff 04 00 00", "byte 4: 1 bytes after the end of the path"),
      ("01 01", "byte 2: 2 bytes expected, 0 left"),
      ("7f 01 04 00", "byte 4: the path has no end node"),
    ])
  func damage(hex: String, problem: String) throws {
    let bytes = try [UInt8](hex: hex)
    let error = #expect(throws: FormatError.self) { try DevicePath(parsing: bytes) }
    #expect(error?.problem == problem)
  }

  @Test func `several paths follow one another in a list`() throws {
    let bytes = try [UInt8](hex: "01 01 06 00 00 02 7f ff 04 00  7f ff 04 00")
    let paths = try DevicePath.list(parsing: bytes)
    #expect(paths.map(\.text) == ["Pci(0x2,0x0)", ""])
    #expect(try DevicePath.list(parsing: []).isEmpty)
  }

  @Test(
    "file nodes are components of one name",
    arguments: [
      (["\\EFI\\a.efi"], "\\EFI\\a.efi"), (["\\EFI", "a.efi"], "\\EFI\\a.efi"),
      (["\\EFI\\", "a.efi"], "\\EFI\\a.efi"),
      (["\\EFI", "\\a.efi"], "\\EFI\\a.efi"), (["\\EFI\\", "\\a.efi"], "\\EFI\\a.efi"), ([], nil), ([""], ""),
    ] as [([String], String?)])
  func files(names: [String], file: String?) throws {
    let path = DevicePath(try names.map(Self.file))
    #expect(path.file == file)
  }

  @Test func `the partition is found behind the devices it hangs on`() throws {
    let guid = EFIGUID.systemPartition
    let drive = HardDriveNode(partitionNumber: 1, startLBA: 2048, sizeLBA: 4096, partition: guid)
    let device = try #require(DevicePathNode(type: 1, subtype: 1, payload: [0, 2]))
    #expect(DevicePath([device, drive.node]).hardDrive == drive)
    #expect(DevicePath([device]).hardDrive == nil)
  }

  @Test func `a path of 64 KiB is read`() throws {
    let node = try #require(DevicePathNode(type: 1, subtype: 4, payload: Array(repeating: 7, count: 0xFFFB)))
    let path = DevicePath([node])
    #expect(try DevicePath(parsing: path.bytes) == path)
    #expect(DevicePathNode(type: 1, subtype: 4, payload: Array(repeating: 7, count: 0xFFFC)) == nil)
  }

  @Test func `any bytes either come back or are refused, and have a text`() throws {
    var sketch = DevicePathNodeSketch(seed: 7)
    let valid = try (0..<60).map { _ in DevicePath([try sketch.node(), try sketch.node()]).bytes }
    Fuzz("device path", corpus: try Corpus.read("device-path") + valid, rounds: 30_000).run { bytes in
      guard let path = try? DevicePath(parsing: bytes) else { return }
      #expect(path.bytes == bytes)
      #expect(!path.text.unicodeScalars.contains { $0.value < 0x20 })
      _ = (path.file, path.hardDrive)
    }
  }
}
