import BootCore
import Linux

/// The hardware-configuration.nix of a system, and the one that takes its place.
///
/// Requires: the system is mounted at `root`.
/// Ensures: the new file is whole and in place, and what was there stands beside it under a name that was free. Links
/// lead to where they lead inside the system: the file behind a link is replaced, and the link stays.
/// After a crash: the old file is in place, perhaps with its copy, or the new one with the old one beside it.
public enum HardwareFile {
  /// Larger files are not taken for one, in bytes.
  public static let sizeLimit = 1 << 20
  private static let backupLimit = 1_000

  /// What is there now; nil when there is none.
  public static func read(in root: String) throws(SystemError) -> String? {
    let place = try Root(at: root)
    guard try place.status(HardwareConfiguration.path, followingLinks: true) != nil else { return nil }
    return String(decoding: try place.readFile(HardwareConfiguration.path, limit: sizeLimit), as: UTF8.self)
  }

  /// - Returns: where the old file is now, a path in the system; nil when there was none.
  public static func write(_ text: String, in root: String) throws(SystemError) -> String? {
    let place = try Root(at: root)
    let path = try place.realPath(HardwareConfiguration.path) ?? HardwareConfiguration.path
    let names = path.split(separator: "/").map(String.init)
    let name = names.last ?? ""
    let parent = "/" + names.dropLast().joined(separator: "/")
    let directory = try place.openDirectory(parent)
    guard let present = try directory.status(FileName(name)) else {
      try OutputFile.write(Array(text.utf8), as: FileName(name), in: directory)
      return nil
    }
    let old = try directory.readFile(FileName(name), limit: sizeLimit)
    let backup = try freeName(name + ".old", directory)
    try OutputFile.write(old, as: FileName(backup), in: directory, permissions: present.permissions)
    try OutputFile.write(
      Array(text.utf8), as: FileName(name), in: directory, permissions: present.permissions)
    return (parent == "/" ? "" : parent) + "/" + backup
  }

  private static func freeName(_ name: String, _ directory: borrowing Directory) throws(SystemError) -> String
  {
    for number in 1...backupLimit {
      let candidate = number == 1 ? name : "\(name).\(number)"
      if try directory.status(FileName(candidate)) == nil { return candidate }
    }
    throw SystemError(call: "renameat", errno: 17, subject: "\(directory.path)/\(name)")
  }
}
