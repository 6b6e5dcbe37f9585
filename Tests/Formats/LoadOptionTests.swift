import Formats
import Testing

@Suite struct LoadOptionTests {
  static let drive = HardDriveNode(
    partitionNumber: 1, startLBA: 0x800, sizeLBA: 0x1FF800, partition: EFIGUID.systemPartition)

  @Test func `the parts of an option are told apart`() throws {
    let bytes = try [UInt8](
      hex: """
        09 01 00 00  0e 00  61 00 00 00
        01 01 06 00 00 02 7f ff 04 00  7f ff 04 00
        de ad
        """)
    let option = try LoadOption(parsing: bytes)
    #expect(option.attributes == [.active, .hidden, LoadOption.Attributes(rawValue: 0x100)])
    #expect(!option.attributes.isDisjoint(with: .category))
    #expect(option.label.text == "a")
    #expect(option.path?.text == "Pci(0x2,0x0)")
    #expect(option.optionalData == [0xDE, 0xAD])
    #expect(option.bytes == bytes)
  }

  @Test(
    "a header or a label that is cut short is refused",
    arguments: [
      ("", "byte 0: 4 bytes expected, 0 left"), ("01 00 00 00 00", "byte 4: 2 bytes expected, 1 left"),
      ("01 00 00 00 00 00", "byte 6: the label has no end"),
      ("01 00 00 00 00 00 61 00 62", "byte 6: the label has no end"),
      ("01 00 00 00 05 00 00 00 7f ff 04 00", "byte 8: the device paths claim 5 bytes and 4 are left"),
      ("01 00 00 00 ff ff 00 00", "byte 8: the device paths claim 65535 bytes and 0 are left"),
    ])
  func cut(hex: String, problem: String) throws {
    let bytes = try [UInt8](hex: hex)
    let error = #expect(throws: FormatError.self) { try LoadOption(parsing: bytes) }
    #expect(error?.problem == problem)
  }

  @Test func `a damaged path leaves the label readable and the bytes as they were`() throws {
    let bytes = try [UInt8](hex: "01 00 00 00 04 00 61 00 00 00 01 01 03 00 aa")
    let option = try LoadOption(parsing: bytes)
    guard case .damaged(let path, let error) = option.paths else {
      Issue.record("the path was taken as readable")
      return
    }
    #expect(path == [1, 1, 3, 0])
    #expect(error.format == "device path")
    #expect(option.label.text == "a")
    #expect(option.path == nil)
    #expect(option.bytes == bytes)
  }

  @Test func `paths that do not fit into 64 KiB make no option`() throws {
    let node = try #require(DevicePathNode(type: 1, subtype: 4, payload: Array(repeating: 7, count: 0xFFF0)))
    let label = try #require(UTF16Text("a"))
    #expect(LoadOption(label: label, paths: [DevicePath([node])]) != nil)
    #expect(LoadOption(label: label, paths: [DevicePath([node]), DevicePath([]), DevicePath([])]) == nil)
  }

  @Test func `slashes in the path of a new option become backslashes`() throws {
    let option = try LoadOption.file(
      "/EFI/systemd/systemd-bootx64.efi", on: Self.drive, label: "Linux Boot Manager")
    #expect(option.path?.file == "\\EFI\\systemd\\systemd-bootx64.efi")
    #expect(option.path?.hardDrive == Self.drive)
    #expect(option.isActive && option.optionalData.isEmpty)
  }

  @Test func `a label or path that cannot be written is refused`() {
    #expect(throws: FormatError.self) { try LoadOption.file("\\a\0b", on: Self.drive, label: "a") }
    #expect(throws: FormatError.self) { try LoadOption.file("\\a", on: Self.drive, label: "a\0") }
    let long = String(repeating: "a", count: 40_000)
    #expect(throws: FormatError.self) { try LoadOption.file(long, on: Self.drive, label: "a") }
  }

  @Test func `any bytes either come back or are refused`() throws {
    Fuzz("load option", corpus: try Corpus.read("load-option"), rounds: 30_000).run { bytes in
      guard let option = try? LoadOption(parsing: bytes) else { return }
      #expect(option.bytes == bytes)
      _ = (option.path?.text, option.label.description)
    }
  }
}
