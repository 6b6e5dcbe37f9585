/// The first bytes of the sample machine's EFI programs: enough of a PE image for everything that looks at one, and no
/// code (Microsoft PE and COFF specification; Linux `Documentation/arch/x86/boot.rst`).
enum DemoProgram {
  /// Where the head of the image ends and its only section begins.
  private static let headSize = 0x400
  /// Behind the fields that Linux keeps in the first sectors of a kernel.
  private static let start = 0x280

  /// A boot loader that says which one it is.
  static func loader(_ name: String, size: Int64) -> [UInt8] {
    head(size: size) + Array("#### LoaderInfo: \(name) ####".utf8)
  }

  /// Any other EFI program.
  static func program(size: Int64) -> [UInt8] { head(size: size) }

  /// An x86 kernel of a version.
  static func kernel(_ version: String, size: Int64) -> [UInt8] {
    var bytes = head(size: size)
    // One sector of setup code behind the boot sector, and the rest in units of 16 bytes.
    bytes[0x1F1] = 1
    put(number: Int(size - 0x400) / 16, 4, at: 0x1F4, into: &bytes)
    put(number: 0xAA55, 2, at: 0x1FE, into: &bytes)
    put(Array("HdrS".utf8), at: 0x202, into: &bytes)
    put(number: 0x020F, 2, at: 0x206, into: &bytes)
    put(number: 0x1C0, 2, at: 0x20E, into: &bytes)
    put(Array("\(version) (nixbld@localhost)".utf8), at: 0x3C0, into: &bytes)
    return bytes
  }

  private static func head(size: Int64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: headSize)
    put(Array("MZ".utf8), at: 0, into: &bytes)
    put(number: start, 4, at: 0x3C, into: &bytes)
    put(Array("PE".utf8), at: start, into: &bytes)
    put(number: 0x8664, 2, at: start + 4, into: &bytes)
    put(number: 1, 2, at: start + 6, into: &bytes)
    put(number: 112, 2, at: start + 20, into: &bytes)
    let optional = start + 24
    put(number: 0x20B, 2, at: optional, into: &bytes)
    put(number: headSize, 4, at: optional + 60, into: &bytes)
    // An EFI application.
    put(number: 10, 2, at: optional + 68, into: &bytes)
    let section = optional + 112
    put(Array(".text".utf8), at: section, into: &bytes)
    put(number: Int(size) - headSize, 4, at: section + 8, into: &bytes)
    put(number: Int(size) - headSize, 4, at: section + 16, into: &bytes)
    put(number: headSize, 4, at: section + 20, into: &bytes)
    return bytes
  }

  private static func put(number: Int, _ count: Int, at place: Int, into bytes: inout [UInt8]) {
    put((0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }, at: place, into: &bytes)
  }

  private static func put(_ text: [UInt8], at place: Int, into bytes: inout [UInt8]) {
    bytes.replaceSubrange(place..<place + text.count, with: text)
  }
}
