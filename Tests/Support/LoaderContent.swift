/// Programs in as few parts as a scan looks at: the head of an EFI program for x86-64, and the mark of the boot loader.
enum LoaderContent {
  /// The head of a kernel with an EFI stub.
  static let kernelHead: [UInt8] = head(0x200, sections: 0)

  static let systemdBoot: [UInt8] = {
    var bytes = head(0x400, sections: 1)
    bytes += Array("#### LoaderInfo: systemd-boot 257.9 ####".utf8)
    bytes += [UInt8](repeating: 0, count: (125 << 10) - bytes.count)
    put(&bytes, 0x138, Array(".sdmagic".utf8))
    put(&bytes, 0x140, word(0x40, 4))
    put(&bytes, 0x148, word(bytes.count - 0x400, 4))
    put(&bytes, 0x14C, word(0x400, 4))
    return bytes
  }()

  private static func head(_ size: Int, sections: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    put(&bytes, 0, Array("MZ".utf8))
    put(&bytes, 0x3C, word(0x80, 4))
    put(&bytes, 0x80, Array("PE".utf8))
    put(&bytes, 0x84, word(0x8664, 2) + word(sections, 2))
    put(&bytes, 0x94, word(0xA0, 2))
    put(&bytes, 0x98, word(0x20B, 2))
    put(&bytes, 0x98 + 60, word(size, 4))
    put(&bytes, 0x98 + 68, word(10, 2))
    return bytes
  }

  private static func put(_ bytes: inout [UInt8], _ place: Int, _ new: [UInt8]) {
    bytes.replaceSubrange(place..<place + new.count, with: new)
  }

  private static func word(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
