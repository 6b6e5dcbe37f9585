import CLinux
import Glibc

/// A held flock(2) on a file; given back when the last user lets go.
final class LockFile: Sendable {
  let path: String
  private let descriptor: Descriptor

  init(_ request: LockRequest, in root: borrowing Root) throws(SystemError) {
    path = root.shown(request.path)
    try root.makeDirectories(above: request.path)
    descriptor = try Self.locked(request.path, in: root)
  }

  /// Unlocked by name: a child that another thread is just starting still has our descriptor until it calls
  /// exec, and closing ours alone would leave the lock with it for that while.
  deinit { _ = clinux_unlock(descriptor.raw) }

  /// Tries again when the file was replaced between opening and locking: a lock on a file that nobody else
  /// can find keeps nobody out.
  private static func locked(_ path: String, in root: borrowing Root) throws(SystemError) -> Descriptor {
    let (parent, name) = try PathBytes.split(path)
    while true {
      let directory = try root.openDirectory(parent)
      let opened = try Descriptor.openToWrite(
        name, below: directory.descriptor, O_RDWR | O_CREAT, subject: root.shown(path))
      let status = try opened.status(subject: root.shown(path))
      let answer = uninterrupted { clinux_lock(opened.raw, 0) }
      if answer == -EWOULDBLOCK {
        throw SystemError(
          call: "flock", errno: EWOULDBLOCK, subject: root.shown(path), detail: LockHolder.of(status))
      }
      _ = try checked(answer, "flock", root.shown(path))
      let now = try root.status(path, followingLinks: false)
      if now.map({ $0.isSameFile(as: status) }) == true { return opened }
    }
  }
}

extension Root {
  /// Makes the directories above a path that are missing, 0755 less the umask.
  func makeDirectories(above path: String) throws(SystemError) {
    var place = ""
    for name in path.utf8.split(separator: 0x2F).dropLast().map({ Substring($0) }) {
      let parent = place.isEmpty ? "/" : place
      place += "/" + name
      if try status(place, followingLinks: true) != nil { continue }
      let above = try openDirectory(parent)
      let bytes = try PathBytes(FileName(String(name)))
      let answer = clinux_make_directory(above.descriptor.raw, bytes.terminated, 0o755)
      // Another program may have been faster.
      if answer != -EEXIST { _ = try checked(answer, "mkdirat", shown(place)) }
    }
  }
}

/// Who holds a lock.
enum LockHolder {
  /// "held by process 1234 (nixos-rebuild)"; nil if the kernel does not tell us, as inside a PID namespace.
  static func of(_ status: FileStatus) -> String? {
    guard let root = try? Root(), let table = try? root.readFile("/proc/locks", limit: 1 << 20),
      let process = process(in: String(decoding: table, as: UTF8.self), status.device, status.inode)
    else { return nil }
    let command = (try? root.readFile("/proc/\(process)/comm", limit: 64)) ?? []
    let name = String(decoding: command.prefix { $0 != 0x0A }, as: UTF8.self)
    return "held by process \(process)" + (name.isEmpty ? "" : " (\(name))")
  }

  /// Finds the line "1: FLOCK ADVISORY WRITE 1234 fe:01:5678 0 EOF" of a file: device numbers are
  /// hexadecimal, the inode decimal (proc_locks(5)). Lines with "->" are of those who wait.
  static func process(in table: String, _ device: DeviceNumber, _ inode: UInt64) -> Int32? {
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count >= 6, fields[1] == "FLOCK", let process = Int32(fields[4]), process > 0 else {
        continue
      }
      let place = fields[5].split(separator: ":")
      guard place.count == 3, UInt32(place[0], radix: 16) == device.major,
        UInt32(place[1], radix: 16) == device.minor, UInt64(place[2]) == inode
      else { continue }
      return process
    }
    return nil
  }
}
