/// A cpio archive, for tests.
enum CPIOSketch {
  static func entry(
    _ name: String, _ contents: [UInt8] = [], mode: UInt32 = 0o100644, magic: String = "070701"
  ) -> [UInt8] {
    func digits(_ value: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: 8 - text.count) + text
    }
    let numbers = [1, Int(mode), 0, 0, 1, 0, contents.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
    let head = Array((magic + numbers.map(digits).joined() + name).utf8) + [0]
    return pad(head) + pad(contents)
  }

  private static func pad(_ bytes: [UInt8]) -> [UInt8] {
    bytes + Array(repeating: 0, count: (4 - bytes.count % 4) % 4)
  }

  static let trailer = entry("TRAILER!!!")
  static let small =
    entry("init", Array("#!/bin/sh\n".utf8), mode: 0o100755) + entry("etc", mode: 0o40755) + trailer
}
