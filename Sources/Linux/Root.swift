import CLinux
import Glibc

/// The root directory of a system: "/" or the place where another system is mounted.
///
/// Paths are absolute inside the root and UTF-8. They are resolved by the kernel with RESOLVE_IN_ROOT: an
/// absolute link starts at this root and ".." stops there, so no path and no link can lead out. Links of
/// /proc that are not text are not followed.
public struct Root: ~Copyable, Sendable {
  /// Where the root stands, for messages.
  public let path: String
  let descriptor: Descriptor

  /// Opens a root.
  ///
  /// - Throws: ENOENT, ENOTDIR, EACCES; ENOSYS (call "openat2") where the kernel cannot keep paths inside.
  public init(at path: String = "/") throws(SystemError) {
    let flags = Int32(truncatingIfNeeded: CLINUX_O_PATH) | O_DIRECTORY
    let raw = try checked(uninterrupted { clinux_open(path, flags) }, "open", path)
    let opened = Descriptor(taking: raw)
    // Ask now whether openat2 is there: the answer concerns the machine, not the first file somebody reads.
    _ = try opened.openInside("/", flags: CLINUX_O_PATH, subject: path)
    descriptor = opened
    self.path = path
  }

  /// Reads a whole regular file.
  ///
  /// - Throws: EFBIG (call "read") beyond `limit` bytes, EINVAL for what is not a regular file.
  public func readFile(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let file = try openForReading(path)
    return try file.descriptor.readToEnd(limit: limit, sizeHint: file.status.size, subject: file.path)
  }

  /// Opens a regular file for reading.
  ///
  /// - Throws: EINVAL for what is not a regular file; such a thing is not opened.
  public func openForReading(_ path: String) throws(SystemError) -> ReadableFile {
    let bytes = try PathBytes(absolute: path)
    return try ReadableFile(bytes, below: descriptor, resolve: Lookup.inRoot, subject: shown(path))
  }

  /// Opens a directory.
  public func openDirectory(_ path: String) throws(SystemError) -> Directory {
    let flags = Lookup.readFlags | UInt64(O_DIRECTORY)
    let opened = try descriptor.openInside(path, flags: flags, subject: shown(path))
    return Directory(opened, path: shown(path))
  }

  /// What a path names; nil if nothing is there.
  ///
  /// An automount that was not triggered yet is reported as it is and stays untriggered.
  public func status(_ path: String, followingLinks: Bool) throws(SystemError) -> FileStatus? {
    let flags = CLINUX_O_PATH | (followingLinks ? 0 : UInt64(O_NOFOLLOW))
    do {
      let place = try descriptor.openInside(path, flags: flags, subject: shown(path))
      return try place.status(subject: shown(path))
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return nil }
      throw error
    }
  }

  /// The first name on the way to `path` that is a symbolic link to something that is not inside this root; nil when
  /// there is none.
  public func danglingLink(onTheWayTo path: String) throws(SystemError) -> String? {
    var way = ""
    for name in path.utf8.split(separator: 0x2F) {
      way += "/" + String(Substring(name))
      guard let own = try status(way, followingLinks: false) else { return nil }
      if own.kind == .symlink, try status(way, followingLinks: true) == nil { return way }
    }
    return nil
  }

  /// The text of a symbolic link; links before the last name are followed, the last is not.
  ///
  /// - Throws: EINVAL if it is no link, EILSEQ if its text is not UTF-8.
  public func readLink(_ path: String) throws(SystemError) -> String {
    let flags = CLINUX_O_PATH | UInt64(O_NOFOLLOW)
    let place = try descriptor.openInside(path, flags: flags, subject: shown(path))
    return try place.linkText(subject: shown(path))
  }

  /// A path inside this root as the user would type it.
  public func shown(_ inside: String) -> String {
    if path == "/" { return inside }
    return (path.utf8.last == 0x2F ? String(Substring(path.utf8.dropLast())) : path) + inside
  }
}

extension Descriptor {
  /// Opens an absolute path that is resolved inside this directory.
  func openInside(
    _ path: String, flags: UInt64, mode: UInt64 = 0, subject: @autoclosure () -> String
  ) throws(SystemError) -> Descriptor {
    let lookup = Lookup(flags: flags, resolve: Lookup.inRoot)
    return try Descriptor.open(
      PathBytes(absolute: path), below: raw, lookup, mode: mode, subject: subject())
  }

  /// The text of the symbolic link that was opened as a place (O_PATH).
  func linkText(subject: @autoclosure () -> String) throws(SystemError) -> String {
    guard try status(subject: subject()).kind == .symlink else {
      throw SystemError(call: "readlinkat", errno: EINVAL, subject: subject())
    }
    return try Self.linkText(of: [0], below: raw, subject: subject())
  }

  /// The text of the link with this name, which ends in 0, in a directory.
  static func linkText(
    of name: [UInt8], below directory: Int32, subject: @autoclosure () -> String
  ) throws(SystemError) -> String {
    // A link cannot be longer than PATH_MAX, 4096 bytes.
    var buffer = [UInt8](repeating: 0, count: 4_097)
    let answer = clinux_readlinkat(directory, name, &buffer, buffer.count)
    let count = try checked(answer, "readlinkat", subject())
    guard let text = String(validating: buffer.prefix(count), as: UTF8.self) else {
      throw SystemError(call: "readlinkat", errno: EILSEQ, subject: subject())
    }
    return text
  }
}
