/// An EFI program in as few bytes as the format allows, for tests.
struct PESketch {
  var machine: UInt16 = 0x8664
  var subsystem: UInt16 = 10
  /// Name and contents in the order of the section table.
  var sections: [(name: String, contents: [UInt8])] = []
  var signature: [UInt8] = []
  /// PE32 has narrower fields than PE32+.
  var isPE32 = false
  /// Put over the first bytes, where Linux keeps headers of its own.
  var overlay: [(place: Int, bytes: [UInt8])] = []

  static let alignment = 512

  private static func word(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static func pad(_ bytes: [UInt8]) -> [UInt8] {
    bytes + Array(repeating: 0, count: (alignment - bytes.count % alignment) % alignment)
  }

  var bytes: [UInt8] {
    let optionalSize = isPE32 ? 136 : 152
    let headSize = 0x400 + (24 + optionalSize + 40 * sections.count + 511) / 512 * 512
    var head: [UInt8] = Self.word(0x5A4D, 2) + Array(repeating: 0, count: 0x3A) + Self.word(0x400, 4)
    head += Array(repeating: 0, count: 0x400 - head.count)
    head += Self.word(0x4550, 4) + Self.word(Int(machine), 2) + Self.word(sections.count, 2)
    head += Array(repeating: 0, count: 12) + Self.word(optionalSize, 2) + [0, 0]
    var body: [UInt8] = []
    var table: [UInt8] = []
    for section in sections {
      let data = Self.pad(section.contents)
      table +=
        Array(section.name.utf8.prefix(8)) + Array(repeating: 0, count: 8 - min(8, section.name.utf8.count))
      table += Self.word(section.contents.count, 4) + Self.word(0x1000, 4) + Self.word(data.count, 4)
      table += Self.word(headSize + body.count, 4) + Array(repeating: 0, count: 16)
      body += data
    }
    head += optional(headSize: headSize, signatureStart: headSize + body.count) + table
    head += Array(repeating: 0, count: headSize - head.count)
    for (place, bytes) in overlay { head.replaceSubrange(place..<place + bytes.count, with: bytes) }
    return head + body + signature
  }

  private func optional(headSize: Int, signatureStart: Int) -> [UInt8] {
    var bytes = Self.word(isPE32 ? 0x10B : 0x20B, 2) + Array(repeating: 0, count: 58)
    bytes += Self.word(headSize, 4) + [0, 0, 0, 0] + Self.word(Int(subsystem), 2)
    bytes += Array(repeating: 0, count: (isPE32 ? 92 : 108) - bytes.count)
    bytes += Self.word(5, 4) + Array(repeating: 0, count: 32)
    return bytes + Self.word(signature.isEmpty ? 0 : signatureStart, 4) + Self.word(signature.count, 4)
  }
}

extension [UInt8] {
  /// The bytes of a range of a file.
  subscript(file range: Range<UInt64>) -> [UInt8] {
    Array(dropFirst(Int(range.lowerBound)).prefix(range.count))
  }
}
