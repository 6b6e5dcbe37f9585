import Glibc

/// The right to change a disk, as long as its locks are held.
///
/// Every function that changes something takes a lease; without one none can be called. What a lease cannot
/// know is whether the locks are the right ones: who makes it says which programs it must keep out.
public struct WriteLease: ~Copyable, Sendable {
  private let locks: [LockFile]

  /// Takes all locks without waiting, in the given order; gives back those it has when one is taken.
  ///
  /// - Throws: EWOULDBLOCK (call "flock") with the holder's process where /proc/locks tells it, EINVAL for
  ///   an empty list, and what opening a lock file throws.
  public init(in root: borrowing Root, locks: [LockRequest]) throws(SystemError) {
    guard !locks.isEmpty else {
      throw SystemError(call: "flock", errno: EINVAL, subject: root.path, detail: "no locks were asked for")
    }
    var taken: [LockFile] = []
    for request in locks { taken.append(try LockFile(request, in: root)) }
    self.locks = taken
  }

  /// The lock files, for messages.
  public var paths: [String] { locks.map(\.path) }

  /// Gives the locks back now and not at the end of the scope.
  public consuming func release() {}
}

/// A file whose lock keeps another program out.
public struct LockRequest: Hashable, Sendable {
  /// An absolute path inside the root. Missing directories above it are made (0755), and the file (0600).
  public let path: String

  public init(path: String) { self.path = path }
}
