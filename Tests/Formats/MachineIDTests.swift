import Formats
import Testing

@Suite struct MachineIDTests {
  private static let id = "0123456789abcdef0123456789abcdef"

  @Test("the first line of the file is the id", arguments: ["\(id)\n", id, "\(id)\nmore\n", " \(id)\r\n"])
  func file(text: String) throws {
    #expect(try MachineID(parsing: Array(text.utf8)).description == Self.id)
  }

  @Test(
    "anything else is none",
    arguments: [
      "", "\n", "uninitialized\n", "\(id)0", String(id.dropLast()), id.uppercased(), "\(id) x",
      String(repeating: "0", count: 32),
      "01234567-89ab-cdef-0123-456789abcdef",
    ])
  func none(text: String) {
    #expect(MachineID(text) == nil)
    let error = #expect(throws: FormatError.self) { try MachineID(parsing: Array(text.utf8)) }
    #expect(error?.remedy != nil)
  }

  @Test func `any bytes are read or refused`() {
    Fuzz("machine-id", texts: ["\(Self.id)\n"], dictionary: ["\n", " ", "0"]).run { bytes in
      guard let id = try? MachineID(parsing: bytes) else { return }
      #expect(MachineID(id.description) == id)
    }
  }
}
