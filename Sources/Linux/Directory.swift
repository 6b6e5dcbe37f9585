import CLinux
import Glibc

/// A directory held by its descriptor.
///
/// Everything below it is reached without following any link and without leaving its mount: a name that is a
/// symbolic link gives ELOOP, a mount point gives EXDEV, what is not a single name gives EINVAL.
public struct Directory: ~Copyable, Sendable {
  /// For messages.
  public let path: String
  let descriptor: Descriptor

  init(_ descriptor: consuming Descriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// The status of the directory itself.
  public func status() throws(SystemError) -> FileStatus { try descriptor.status(subject: path) }

  /// What a name stands for, the link itself if it is one; nil if nothing is there.
  public func status(_ name: FileName) throws(SystemError) -> FileStatus? {
    let bytes = try PathBytes(name)
    var raw = clinux_status()
    let answer = clinux_status_at(descriptor.raw, bytes.terminated, &raw)
    if answer == -ENOENT { return nil }
    _ = try checked(answer, "statx", shown([name]))
    return FileStatus(raw)
  }

  /// Opens a directory in this one.
  public func openDirectory(_ name: FileName) throws(SystemError) -> Directory {
    try openDirectory(along: [name])
  }

  /// Opens a directory some levels below. No names is this directory once more.
  public func openDirectory(along names: [FileName]) throws(SystemError) -> Directory {
    let lookup = Lookup(flags: Lookup.readFlags | UInt64(O_DIRECTORY), resolve: Lookup.beneath)
    let opened = try Descriptor.open(
      PathBytes(names), below: descriptor.raw, lookup, subject: shown(names))
    return Directory(opened, path: shown(names))
  }

  /// Opens a regular file in this directory.
  public func openForReading(_ name: FileName) throws(SystemError) -> ReadableFile {
    try openForReading(along: [name])
  }

  /// Opens a regular file some levels below.
  public func openForReading(along names: [FileName]) throws(SystemError) -> ReadableFile {
    try ReadableFile(PathBytes(names), below: descriptor, resolve: Lookup.beneath, subject: shown(names))
  }

  /// Reads a whole regular file.
  ///
  /// - Throws: EFBIG (call "read") beyond `limit` bytes.
  public func readFile(_ name: FileName, limit: Int) throws(SystemError) -> [UInt8] {
    let file = try openForReading(name)
    return try file.descriptor.readToEnd(limit: limit, sizeHint: file.status.size, subject: file.path)
  }

  /// Reads the first `count` bytes of a regular file, or all of a shorter one.
  public func readPrefix(_ name: FileName, count: Int) throws(SystemError) -> [UInt8] {
    let file = try openForReading(name)
    var buffer = [UInt8](repeating: 0, count: max(0, count))
    let filled = try file.read(into: &buffer, at: 0)
    return filled == buffer.count ? buffer : Array(buffer.prefix(filled))
  }

  /// The text of a symbolic link in this directory.
  ///
  /// - Throws: EINVAL if it is no link, EILSEQ if its text is not UTF-8.
  public func readLink(_ name: FileName) throws(SystemError) -> String {
    // A single name leads nowhere else, so no descriptor of the link is needed.
    let bytes = try PathBytes(name)
    return try Descriptor.linkText(of: bytes.terminated, below: descriptor.raw, subject: shown([name]))
  }

  /// A path below this directory as the user would type it.
  func shown(_ names: [FileName]) -> String {
    names.reduce(path) { $0.utf8.last == 0x2F ? $0 + $1.text : $0 + "/" + $1.text }
  }
}
