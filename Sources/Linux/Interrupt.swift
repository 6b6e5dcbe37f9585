import Glibc
import Synchronization

/// Whether the user asked the running work to stop (Ctrl-C, SIGTERM).
///
/// The handler only sets a flag, which is all that a signal handler may do; the work looks at it
/// between two steps and never in the middle of one.
public struct Interrupt: Sendable {
  private static let requested = Atomic(false)

  /// Catches SIGINT, SIGTERM and SIGHUP from now on.
  public static func watch() -> Interrupt {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in Interrupt.requested.store(true, ordering: .relaxed) }
    }
    return Interrupt()
  }

  /// One that never asks: for work that must not be stopped.
  public static let never = Interrupt(isWatched: false)

  private let isWatched: Bool

  private init(isWatched: Bool = true) { self.isWatched = isWatched }

  public var isRequested: Bool { isWatched && Self.requested.load(ordering: .relaxed) }
}
