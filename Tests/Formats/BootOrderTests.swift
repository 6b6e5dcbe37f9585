import Formats
import Testing

@Suite struct BootOrderTests {
  @Test func `the order is read and written number by number`() throws {
    let order = try BootOrder(parsing: [3, 0, 0, 0, 0xFF, 0x20])
    #expect(order.numbers.map(\.variableName) == ["Boot0003", "Boot0000", "Boot20FF"])
    #expect(order.bytes == [3, 0, 0, 0, 0xFF, 0x20])
  }

  @Test func `an empty order is an order`() throws {
    #expect(try BootOrder(parsing: []).numbers.isEmpty)
  }

  @Test func `an odd number of bytes is refused`() {
    let error = #expect(throws: FormatError.self) { try BootOrder(parsing: [3]) }
    #expect(error?.description == "BootOrder: an odd number of bytes, 1")
  }

  @Test func `any even number of bytes comes back`() {
    Fuzz("BootOrder", corpus: [[3, 0, 0, 0]], rounds: 2000).run { bytes in
      guard let order = try? BootOrder(parsing: bytes) else { return }
      #expect(order.bytes == bytes)
    }
  }
}
