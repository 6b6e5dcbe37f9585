import Glibc

/// A path as a system call takes it: bytes that end in 0, checked to have no other 0.
struct PathBytes: Sendable {
  let terminated: [UInt8]

  /// An absolute path inside a `Root`.
  ///
  /// - Throws: EINVAL for a path that is not absolute or holds a 0 byte.
  init(absolute path: String) throws(SystemError) {
    let bytes = Array(path.utf8)
    guard bytes.first == 0x2F, !bytes.contains(0) else {
      throw SystemError(call: "openat2", errno: EINVAL, subject: path)
    }
    self.terminated = bytes + [0]
  }

  /// One name in a directory.
  ///
  /// - Throws: EINVAL for what is not a single name.
  init(_ name: FileName) throws(SystemError) { try self.init([name]) }

  /// Splits an absolute path into a directory and a name in it.
  ///
  /// - Throws: EINVAL for a path that is not absolute or does not end in a name.
  static func split(_ path: String) throws(SystemError) -> (directory: String, name: FileName) {
    guard path.utf8.first == 0x2F, let slash = path.utf8.lastIndex(of: 0x2F) else {
      throw SystemError(call: "openat2", errno: EINVAL, subject: path)
    }
    let name = FileName(bytes: Array(path.utf8[path.utf8.index(after: slash)...]))
    guard name.isSingle else { throw SystemError(call: "openat2", errno: EINVAL, subject: path) }
    return (slash == path.startIndex ? "/" : String(Substring(path.utf8[..<slash])), name)
  }

  /// Names from a directory downwards. No names is the directory itself.
  init(_ names: [FileName]) throws(SystemError) {
    for name in names where !name.isSingle {
      throw SystemError(call: "openat2", errno: EINVAL, subject: name.text)
    }
    let joined = names.isEmpty ? [0x2E] : Array(names.map(\.bytes).joined(separator: [0x2F]))
    self.terminated = joined + [0]
  }
}
