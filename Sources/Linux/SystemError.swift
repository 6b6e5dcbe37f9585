import Glibc

/// A system call said no.
///
/// `description` reads like "/boot/loader: no space left on device (write)"; `advice` says what to do about
/// it where that does not depend on who asked.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call that failed, by its name in section 2 of the manual.
  public let call: String
  /// The error number of errno(3), always positive.
  public let errno: Int32
  /// What the call was about: nearly always a path.
  public let subject: String
  /// What is known beyond the error number, such as who holds a lock.
  public let detail: String?

  public init(call: String, errno: Int32, subject: String, detail: String? = nil) {
    self.call = call
    self.errno = errno
    self.subject = subject
    self.detail = detail
  }

  public var description: String {
    "\(subject): \(saying) (\(call))"
  }

  /// What is wrong, with what is known beyond the error number.
  public var saying: String { detail.map { "\(meaning), \($0)" } ?? meaning }

  /// The error number in words.
  public var meaning: String {
    switch errno {
    case ENOSYS where call == "openat2": "this kernel, or a seccomp filter, does not offer openat2"
    case ELOOP where call == "openat2": "a symbolic link stands where none is allowed, or links form a loop"
    case EXDEV where call == "openat2": "leads out of the directory it was looked up in"
    case EFBIG where call == "read": "larger than what is read of such a file"
    case EWOULDBLOCK where call == "flock": "locked by another program"
    case EILSEQ: "is not valid UTF-8"
    case ENOTUNIQ: "carries the signatures of more than one file system or partition table"
    default: Self.words(of: errno)
    }
  }

  /// What the user can do, if there is one answer.
  public var advice: String? {
    switch errno {
    case ENOSYS where call == "openat2":
      "run it on Linux 5.6 or later, outside containers that filter system calls"
    case EWOULDBLOCK where call == "flock": "wait until it is done, then run it again"
    case EACCES, EPERM: "run it as root"
    case EROFS: "remount the file system read-write, and look in the kernel log why it is read-only"
    case ENOSPC: "make room on the file system, then run it again"
    case EINVAL where call == "open": "move it away: only regular files are read and written there"
    case EIO: "the medium may be failing: look in the kernel log"
    default: nil
    }
  }

  /// Nothing is there: the name, or a directory on the way to it.
  public var isAbsent: Bool { errno == ENOENT || errno == ENOTDIR }

  /// Whoever asks has no right to it.
  public var isDenied: Bool { errno == EACCES || errno == EPERM }

  /// Links lead in a circle.
  public var leadsNowhere: Bool { errno == ELOOP }

  /// Somebody else uses it.
  public var isBusy: Bool { errno == EBUSY }

  /// libblkid found several signatures on one device.
  public var isAmbiguous: Bool { errno == ENOTUNIQ }

  private static func words(of errno: Int32) -> String {
    guard let text = strerror(errno) else { return "error \(errno)" }
    let words = String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}

/// Turns the answer of a shim function into a value or an error.
func checked<Number: FixedWidthInteger>(
  _ answer: Number, _ call: String, _ subject: @autoclosure () -> String
) throws(SystemError) -> Number {
  if answer >= 0 { return answer }
  throw SystemError(call: call, errno: Int32(truncatingIfNeeded: 0 - answer), subject: subject())
}

/// Repeats a call that a signal interrupted.
func uninterrupted<Number: FixedWidthInteger>(_ call: () -> Number) -> Number {
  while true {
    let answer = call()
    if answer != Number(truncatingIfNeeded: -EINTR) { return answer }
  }
}
