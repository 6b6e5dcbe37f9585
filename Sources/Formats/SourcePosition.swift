/// Where in a text something stands, as people count: the first line is 1, and so is the first column.
///
/// Columns count Unicode scalars, which is what editors show for the files lifeboot reads.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int = 1) {
    self.line = line
    self.column = column
  }

  /// The position of the byte at `offset`; an offset past the end means the end.
  public init(ofByte offset: Int, in bytes: [UInt8]) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(max(0, offset)) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  public var description: String { "line \(line), column \(column)" }
}
