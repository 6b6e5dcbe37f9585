import Formats
import Testing

/// What `efibootmgr` says about EFI variables that lie in a directory.
enum EfibootmgrOracle {
  static let isInstalled = Shell.has("efibootmgr")
  static let vendor = EFIGUID.globalVariable.description

  /// The text after the label for each `Boot####` in a directory, optional data included, by variable name.
  static func verboseTexts(in directory: String) throws -> [String: String] {
    // libefivar concatenates directory and name, so the slash at the end is needed.
    let answer = Shell.run("EFIVARFS_PATH='\(directory)/' efibootmgr -v")
    try #require(answer.status == 0, "efibootmgr failed")
    var texts: [String: String] = [:]
    for line in String(decoding: answer.output, as: UTF8.self).split(separator: "\n") {
      let name = String(line.prefix(8))
      guard BootNumber(variableName: name) != nil, let tab = line.firstIndex(of: "\t") else { continue }
      texts[name] = String(line[line.index(after: tab)...])
    }
    return texts
  }

  /// The text of each path, in order.
  static func texts(of paths: [DevicePath]) throws -> [String] {
    try Shell.withTemporaryDirectory { directory in
      for (index, path) in paths.enumerated() {
        let label = try #require(UTF16Text("test"))
        let option = try #require(LoadOption(label: label, paths: [path]))
        let name = BootNumber(UInt16(index)).variableName
        #expect((UInt32(7).bytes + option.bytes).write(to: "\(directory)/\(name)-\(vendor)"))
      }
      let texts = try verboseTexts(in: directory)
      return paths.indices.map { texts[BootNumber(UInt16($0)).variableName] ?? "(missing)" }
    }
  }
}

extension UInt32 {
  fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
