/// An uncompressed cpio archive as Linux takes it for an initrd (Linux `Documentation/driver-api/early-userspace/
/// buffer-format.rst`): the formats "newc" and "newc with sums".
public struct CPIOArchive: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// A path; not checked for anything, and not always UTF-8 in the archive.
    public let name: String
    /// Type and permissions as in `stat`.
    public let mode: UInt32
    /// Where the contents lie.
    public let contents: Range<Int>
  }

  /// The entries before the trailer, in order.
  public let entries: [Entry]
  /// The first byte after the trailer and its padding to four bytes.
  public let end: Int

  /// The longest name Linux takes, with its NUL.
  public static let nameLimit = 4096
  static let trailer = "TRAILER!!!"
  private static let headerSize = 110

  /// Reads one archive that begins at `start`; what follows its trailer is not looked at.
  ///
  /// Padding is counted from the first of `bytes`, as Linux counts it from the first byte of the initrd.
  ///
  /// - Throws: `FormatError` when a header is damaged or the bytes end before the trailer.
  public init(parsing bytes: [UInt8], at start: Int = 0) throws(FormatError) {
    var reader = ByteReader(bytes, format: "cpio archive")
    try reader.seek(to: start)
    var entries: [Entry] = []
    while true {
      let entry = try Self.entry(&reader)
      if entry.name == Self.trailer { break }
      entries.append(entry)
    }
    self.entries = entries
    end = reader.offset
  }

  private static func entry(_ reader: inout ByteReader) throws(FormatError) -> Entry {
    let start = reader.offset
    let magic = try reader.bytes(6)
    guard magic.elementsEqual("070701".utf8) || magic.elementsEqual("070702".utf8) else {
      throw reader.error("no cpio header", at: start)
    }
    let fields = try fields(&reader)
    let size = fields[6]
    let nameSize = fields[11]
    guard (1...nameLimit).contains(nameSize) else {
      throw reader.error("a name of \(nameSize) bytes", at: start)
    }
    let name = try reader.bytes(nameSize).prefix { $0 != 0 }
    try pad(&reader, allowEnd: false)
    guard size <= reader.remaining else {
      throw reader.error("a file of \(size) bytes, of which \(reader.remaining) are there", at: start)
    }
    let contents = reader.offset..<reader.offset + size
    try reader.skip(size)
    // The padding of the last entry may be missing at the very end.
    try pad(&reader, allowEnd: true)
    let mode = UInt32(truncatingIfNeeded: fields[1])
    return Entry(name: String(decoding: name, as: UTF8.self), mode: mode, contents: contents)
  }

  /// The thirteen numbers of a header, eight hexadecimal digits each.
  private static func fields(_ reader: inout ByteReader) throws(FormatError) -> [Int] {
    var fields: [Int] = []
    for _ in 0..<13 {
      let place = reader.offset
      guard let value = UInt64(hexadecimal: try reader.bytes(8)) else {
        throw reader.error("a header whose numbers are not hexadecimal", at: place)
      }
      fields.append(Int(value))
    }
    return fields
  }

  private static func pad(_ reader: inout ByteReader, allowEnd: Bool) throws(FormatError) {
    let count = (4 - reader.offset % 4) % 4
    try reader.skip(allowEnd ? min(count, reader.remaining) : count)
  }
}
