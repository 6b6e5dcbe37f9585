import CLinux
import Glibc

/// The lock of a Nix profile, by Nix's own protocol, so that nix-env and we keep each other out.
///
/// The file is PROFILE.lock, 0600, with an exclusive flock(2). Whoever gives the lock back removes the file
/// and then writes a byte into it. So a program that waited for the lock and finds the file not empty knows
/// that it holds a file that nobody else will find, and begins anew (Nix, src/libstore/pathlocks.cc).
///
/// Nix takes this lock to list, delete and switch generations, but not to add one.
public struct NixProfileLock: ~Copyable, Sendable {
  private let directory: Directory
  private let name: FileName
  private let descriptor: Descriptor

  /// Whether to wait for another program.
  public enum Patience: Sendable {
    /// EWOULDBLOCK (call "flock") when another program has the lock.
    case none
    case untilFree
  }

  /// Takes the lock of a profile.
  ///
  /// - Parameters:
  ///   - profile: the absolute path of the profile's link inside the root, without ".lock".
  ///   - willWait: called once, before waiting for another program.
  public init(
    profile: String, in root: borrowing Root, _ patience: Patience, _ lease: borrowing WriteLease,
    willWait: () -> Void = {}
  ) throws(SystemError) {
    let (parent, link) = try PathBytes.split(profile)
    let directory = try root.openDirectory(parent)
    let name = FileName(link.text + ".lock")
    let descriptor = try Self.locked(name, directory, patience, willWait)
    self.directory = directory
    self.name = name
    self.descriptor = descriptor
  }

  deinit {
    // The order matters: once the byte is there, a waiter starts anew and must find a new file. And one that could not
    // be removed stays empty: with the byte in it, everybody would wait for it for ever.
    let path = name.bytes + [0]
    let answer = clinux_unlink(directory.descriptor.raw, path)
    if answer == 0 || answer == -ENOENT { _ = uninterrupted { clinux_write(descriptor.raw, "d", 1) } }
    // Not left to close(2): a child that is just being started may still have the descriptor.
    _ = clinux_unlock(descriptor.raw)
  }

  /// Gives the lock back now and not at the end of the scope.
  public consuming func release() {}

  /// What is written when the lock is given back would reach another file, or the lock is nobody's.
  private static func odd(_ status: FileStatus, _ subject: String) -> SystemError {
    SystemError(
      call: "open", errno: EINVAL, subject: subject,
      detail: status.size == 0
        ? "the lock file has other names too; delete this one"
        : "the lock file is not empty, so no Nix will ever take it; delete it")
  }

  private static func locked(
    _ name: FileName, _ directory: borrowing Directory, _ patience: Patience, _ willWait: () -> Void
  ) throws(SystemError) -> Descriptor {
    let subject = directory.shown([name])
    var mayAnnounce = true
    while true {
      let opened = try Descriptor.openToWrite(
        name, below: directory.descriptor, O_RDWR | O_CREAT, subject: subject)
      var answer = uninterrupted { clinux_lock(opened.raw, 0) }
      if answer == -EWOULDBLOCK, case .untilFree = patience {
        if mayAnnounce { willWait() }
        mayAnnounce = false
        answer = uninterrupted { clinux_lock(opened.raw, 1) }
      }
      let status = try opened.status(subject: subject)
      if answer == -EWOULDBLOCK {
        throw SystemError(
          call: "flock", errno: EWOULDBLOCK, subject: subject, detail: LockHolder.of(status))
      }
      _ = try checked(answer, "flock", subject)
      if status.size == 0 && status.linkCount == 1 { return opened }
      // Its holder removed it, unless it still stands there: Nix would wait for that for ever.
      if let now = try directory.status(name), now.isSameFile(as: status) { throw odd(now, subject) }
    }
  }
}
