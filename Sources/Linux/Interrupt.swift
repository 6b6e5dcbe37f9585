import Glibc
import Synchronization

/// Whether the user asked the running work to stop (Ctrl-C, SIGTERM, a terminal that went away).
///
/// The handlers only count, which is all that a signal handler may do; the work looks at it between two steps and
/// never in the middle of one.
public struct Interrupt: Sendable {
  private static let keys = Atomic(0)
  private static let terminations = Atomic(0)
  private static let hangUps = Atomic(0)

  /// Catches SIGINT, SIGTERM and SIGHUP from now on. What was ignored when we were started, as nohup(1) and shells
  /// arrange it, stays ignored.
  public static func watch() -> Interrupt {
    let wishes: [(Int32, @convention(c) (Int32) -> Void)] = [
      (SIGINT, { _ in Interrupt.keys.add(1, ordering: .relaxed) }),
      (SIGTERM, { _ in Interrupt.terminations.add(1, ordering: .relaxed) }),
      (SIGHUP, { _ in Interrupt.hangUps.add(1, ordering: .relaxed) }),
    ]
    for (number, handler) in wishes where !isIgnored(number) { signal(number, handler) }
    return Interrupt()
  }

  /// One that never asks: for work that must not be stopped.
  public static let never = Interrupt(isWatched: false)

  private let isWatched: Bool

  private init(isWatched: Bool = true) { self.isWatched = isWatched }

  public var isRequested: Bool { isWatched && Self.isAsked }

  /// Whether anybody asked since somebody watches.
  static var isAsked: Bool { keys.now + terminations.now + hangUps.now > 0 }

  /// It was asked for more than once, by Ctrl-C or SIGTERM. A terminal that goes away says so twice, the kernel and
  /// the shell each, and means one thing.
  public var isUrgent: Bool { isWatched && Self.keys.now + Self.terminations.now > 1 }

  /// It was asked for a third time.
  var isImpatient: Bool { isWatched && Self.keys.now + Self.terminations.now > 2 }

  /// A program that has the terminal does not know of it by itself, as it does of Ctrl-C.
  public var isForOthersToo: Bool { isWatched && Self.terminations.now + Self.hangUps.now > 0 }

  private static func isIgnored(_ number: Int32) -> Bool {
    var present = sigaction()
    sigaction(number, nil, &present)
    return unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

extension Atomic<Int> {
  fileprivate var now: Int { load(ordering: .relaxed) }
}
