import Formats
import Testing

@Suite struct EFIGUIDTests {
  static let systemPartition: [UInt8] = [
    0x28, 0x73, 0x2A, 0xC1, 0x1F, 0xF8, 0xD2, 0x11, 0xBA, 0x4B, 0x00, 0xA0, 0xC9, 0x3E, 0xC9, 0x3B,
  ]

  @Test func `the first three fields are turned round, the rest stands as it is`() throws {
    let guid = try EFIGUID(parsing: Self.systemPartition)
    #expect(guid.description == "c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
    #expect(guid == .systemPartition)
    #expect(guid.bytes == Self.systemPartition)
  }

  @Test(
    "the well-known GUIDs are the ones of the specifications",
    arguments: [
      (EFIGUID.globalVariable, "8be4df61-93ca-11d2-aa0d-00e098032b8c"),
      (.bootLoaderInterface, "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"),
      (.extendedBootPartition, "bc13c2ff-59e6-4262-a352-b275fd6f7172"),
    ])
  func wellKnown(guid: EFIGUID, text: String) {
    #expect(guid.description == text)
  }

  @Test func `text is read in either case and written in lower case`() throws {
    let guid = try #require(EFIGUID("C12A7328-f81f-11D2-BA4B-00A0C93EC93B"))
    #expect(guid == .systemPartition)
  }

  @Test(
    "what is not the canonical text is no GUID",
    arguments: [
      "", "c12a7328-f81f-11d2-ba4b-00a0c93ec93", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b0",
      "c12a7328f81f-11d2-ba4b-00a0c93ec93b-", "{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}",
      "g12a7328-f81f-11d2-ba4b-00a0c93ec93b", "+12a7328-f81f-11d2-ba4b-00a0c93ec93b",
      "c12a7328-f81f-11d2-ba4b-00a0c93ec9é", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b\n",
    ])
  func noGUID(text: String) {
    #expect(EFIGUID(text) == nil)
  }

  @Test("a GUID has sixteen bytes", arguments: [0, 15, 17])
  func size(count: Int) {
    #expect(throws: FormatError.self) { try EFIGUID(parsing: Array(repeating: 1, count: count)) }
  }

  @Test func `any sixteen bytes and their text are the same GUID`() {
    Fuzz("GUID", corpus: [Self.systemPartition]).run { bytes in
      guard let guid = try? EFIGUID(parsing: bytes) else { return }
      #expect(guid.bytes == bytes)
      #expect(EFIGUID(guid.description) == guid)
    }
  }

  @Test func `any text either is a GUID or is refused`() {
    Fuzz("GUID text", texts: ["c12a7328-f81f-11d2-ba4b-00a0c93ec93b"], dictionary: ["-", "+"]).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let guid = EFIGUID(text) else { return }
      #expect(guid.description == text.lowercased())
    }
  }
}
