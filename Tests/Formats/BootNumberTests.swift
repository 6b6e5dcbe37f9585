import Formats
import Testing

@Suite struct BootNumberTests {
  @Test(
    "only Boot and four capital hexadecimal digits name a load option",
    arguments: [
      ("Boot0000", 0), ("Boot000A", 10), ("BootFFFF", 0xFFFF), ("Boot00ab", nil), ("BootOrder", nil),
      ("Boot000", nil), ("Boot00000", nil), ("boot0000", nil), ("Boot+001", nil), ("", nil), ("Boot", nil),
      ("DBoot0001", nil), ("BootNext", nil), ("Boot00é", nil),
    ] as [(String, UInt16?)])
  func names(name: String, value: UInt16?) {
    #expect(BootNumber(variableName: name)?.value == value)
  }

  @Test func `every number and its name belong together`() {
    for value in UInt16.min...UInt16.max {
      let number = BootNumber(value)
      if BootNumber(variableName: number.variableName) != number {
        Issue.record("\(number.variableName) does not come back")
      }
    }
  }

  @Test func `a number is two bytes, lowest first`() throws {
    #expect(try BootNumber(parsing: [0x0A, 0x01]).description == "010A")
    #expect(BootNumber(0x010A).bytes == [0x0A, 0x01])
  }

  @Test("other sizes are refused", arguments: [[], [1], [1, 2, 3]] as [[UInt8]])
  func sizes(bytes: [UInt8]) {
    #expect(throws: FormatError.self) { try BootNumber(parsing: bytes) }
  }
}
