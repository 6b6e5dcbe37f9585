/// A text file in strict UTF-8, cut into numbered lines.
///
/// The limits stand for every text format read here: the size the caller allows for the whole, 64 KiB for a line, and
/// no NUL anywhere. A NUL in a text file is what a torn write on FAT looks like, and boot loaders stop reading at it.
public struct SourceText: Hashable, Sendable {
  /// The longest line taken, in bytes without its end.
  public static let lineLimit = 64 * 1024

  /// One line without its end.
  public struct Line: Hashable, Sendable {
    /// Counted from 1.
    public let number: Int
    public let text: String

    public init(number: Int, text: String) {
      self.number = number
      self.text = text
    }
  }

  /// The lines in order; a newline at the end of the file does not open another one.
  public let lines: [Line]

  /// Reads `bytes`, which call themselves `format` in errors.
  ///
  /// - Throws: `FormatError` when the text is longer than `limit` bytes, holds a NUL or a line above `lineLimit`, or
  ///   is not UTF-8.
  public init(_ bytes: [UInt8], format: String, limit: Int) throws(FormatError) {
    guard bytes.count <= limit else {
      throw FormatError(format: format, problem: "\(bytes.count) bytes, more than the \(limit) that are read")
    }
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      lines.append(try Self.line(bytes[start..<end], number: lines.count + 1, format: format))
      start = end + 1
    }
    self.lines = lines
  }

  /// Takes any bytes as lines of text, with U+FFFD in place of what is no UTF-8.
  init(lossy bytes: ArraySlice<UInt8>) {
    lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().map {
      Line(number: $0.offset + 1, text: String(decoding: $0.element, as: UTF8.self))
    }
  }

  private static func line(
    _ bytes: ArraySlice<UInt8>, number: Int, format: String
  ) throws(FormatError) -> Line {
    func error(_ problem: String, at column: Int = 1) -> FormatError {
      FormatError(
        format: format, position: SourcePosition(line: number, column: column), problem: problem)
    }
    guard bytes.count <= lineLimit else {
      throw error("a line of \(bytes.count) bytes, more than the \(lineLimit) that are read")
    }
    if let zero = bytes.firstIndex(of: 0) {
      throw error("a NUL byte, as a write that was cut short leaves", at: zero - bytes.startIndex + 1)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw error("not UTF-8") }
    return Line(number: number, text: text)
  }
}
