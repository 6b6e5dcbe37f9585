import Formats
import Testing

@Suite struct SourceTextTests {
  @Test func `lines are numbered from one and a final newline opens none`() throws {
    let text = try SourceText(Array("a\n\nb\n".utf8), format: "test", limit: 100)
    #expect(text.lines.map(\.text) == ["a", "", "b"])
    #expect(text.lines.map(\.number) == [1, 2, 3])
  }

  @Test func `an empty file has no lines`() throws {
    #expect(try SourceText([], format: "test", limit: 0).lines.isEmpty)
  }

  @Test(
    "what is not a text is refused with its place",
    arguments: [
      ([0x61, 0x0A, 0x62, 0x00], "test, line 2, column 2: a NUL byte, as a write that was cut short leaves"),
      ([0x61, 0x0A, 0xC3], "test, line 2, column 1: not UTF-8"),
      ([0x61, 0x61, 0x61, 0x61, 0x61], "test: 5 bytes, more than the 4 that are read"),
    ] as [([UInt8], String)])
  func refusal(bytes: [UInt8], message: String) {
    let error = #expect(throws: FormatError.self) {
      try SourceText(bytes, format: "test", limit: 4)
    }
    #expect(error?.description == message)
  }

  @Test func `a line above 64 KiB is refused in a file that may be longer`() {
    let bytes = Array("ok\n".utf8) + Array(repeating: 0x61, count: SourceText.lineLimit + 1)
    let error = #expect(throws: FormatError.self) { try SourceText(bytes, format: "test", limit: 1 << 20) }
    #expect(error?.position == SourcePosition(line: 2, column: 1))
  }

  @Test func `columns count scalars and positions past the end mean the end`() {
    let bytes = Array("aé\nüb".utf8)
    #expect(SourcePosition(ofByte: 3, in: bytes) == SourcePosition(line: 1, column: 3))
    #expect(SourcePosition(ofByte: 99, in: bytes) == SourcePosition(line: 2, column: 3))
    #expect(SourcePosition(ofByte: -1, in: bytes) == SourcePosition(line: 1, column: 1))
  }

  @Test func `any bytes either are a text or are refused`() {
    Fuzz("text", texts: ["a\nb\n", "é\r\nü"]).run { bytes in
      guard let text = try? SourceText(bytes, format: "test", limit: 8192) else { return }
      let joined = text.lines.map(\.text).joined(separator: "\n")
      #expect(bytes == Array(joined.utf8) || bytes == Array(joined.utf8) + [0x0A])
    }
  }
}
