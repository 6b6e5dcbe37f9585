/// The escapes of the kernel's mount tables and of fstab: a backslash and three octal digits for one byte.
enum OctalEscapes {
  /// `field` with its escapes resolved; a backslash that opens none stays. Bytes that are no UTF-8 are replaced.
  static func resolved(_ field: Substring) -> String {
    guard field.utf8.contains(UInt8(ascii: "\\")) else { return String(field) }
    var bytes: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let value = value(rest.prefix(3)) {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func value(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return UInt8(exactly: digits.reduce(0) { $0 << 3 | Int($1 & 7) })
  }
}
