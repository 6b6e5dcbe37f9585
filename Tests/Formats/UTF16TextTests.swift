import Testing

@testable import Formats

@Suite struct UTF16TextTests {
  @Test(
    "a variable's text ends at its NUL or at its end",
    arguments: [
      ([], ""), ([0, 0], ""), ([0x41, 0, 0, 0], "A"), ([0x41, 0], "A"), ([0x41, 0, 0, 0, 0x42, 0], "A"),
      ([0x3D, 0xD8, 0x00, 0xDE, 0, 0], "😀"), ([0xFC, 0, 0, 0], "ü"),
    ] as [([UInt8], String)])
  func texts(bytes: [UInt8], text: String) throws {
    let read = try UTF16Text(parsing: bytes)
    #expect(read.text == text)
    #expect(read.isWellFormed)
  }

  @Test func `an odd number of bytes is refused`() {
    #expect(throws: FormatError.self) { try UTF16Text(parsing: [0x41]) }
    #expect(throws: FormatError.self) { try UTF16Text.list(parsing: [0x41, 0, 0]) }
  }

  @Test func `an unpaired surrogate is kept, shown as U+FFFD and told`() throws {
    let text = try UTF16Text(parsing: [0x41, 0, 0x3D, 0xD8, 0x42, 0, 0, 0])
    #expect(text.text == "A\u{FFFD}B")
    #expect(!text.isWellFormed)
    #expect(text.bytes == [0x41, 0, 0x3D, 0xD8, 0x42, 0, 0, 0])
  }

  @Test func `control characters do not reach a terminal`() {
    #expect(UTF16Text("a\u{1B}[31m\u{9B}é")?.description == "a\u{FFFD}[31m\u{FFFD}é")
  }

  @Test func `a text with a NUL in it cannot be written`() {
    #expect(UTF16Text("a\0b") == nil)
  }

  @Test(
    "a list is cut at each NUL",
    arguments: [
      ([], []), ([0x61, 0, 0, 0], ["a"]), ([0x61, 0, 0, 0, 0x62, 0, 0, 0], ["a", "b"]),
      ([0x61, 0, 0, 0, 0x62, 0], ["a", "b"]), ([0, 0, 0x62, 0, 0, 0], ["", "b"]), ([0, 0], [""]),
    ] as [([UInt8], [String])])
  func lists(bytes: [UInt8], texts: [String]) throws {
    #expect(try UTF16Text.list(parsing: bytes).map(\.text) == texts)
  }

  @Test func `any even number of bytes is a text and a list that can be written again`() {
    Fuzz("UTF-16", corpus: [[0x61, 0, 0, 0, 0x62, 0, 0, 0], [0x3D, 0xD8, 0x00, 0xDE, 0, 0]]).run { bytes in
      guard let text = try? UTF16Text(parsing: bytes), let list = try? UTF16Text.list(parsing: bytes) else {
        #expect(!bytes.count.isMultiple(of: 2))
        return
      }
      #expect((bytes + [0, 0]).starts(with: text.bytes))
      let written = list.flatMap(\.bytes)
      #expect(written == bytes || written == bytes + [0, 0])
      if text.isWellFormed { #expect(UTF16Text(text.text) == text) }
    }
  }
}
