import CLinux
import Glibc

/// Listens to a program until it has ended.
struct ProgramWatch {
  let child: pid_t
  let interrupt: Interrupt
  let stopping: ProgramStopping
  private var endsAt: Int?
  private var warnings = 0
  private var isNoticed = false
  private var isTold = false

  /// How long a program may take to heed SIGTERM, in seconds.
  private static let grace = 5

  init(child: pid_t, timeLimit: Int?, interrupt: Interrupt, stopping: ProgramStopping) {
    self.child = child
    self.interrupt = interrupt
    self.stopping = stopping
    endsAt = timeLimit.map { Self.now() + $0 }
  }

  /// Reads both streams. What a grandchild keeps open is not waited for once the program itself has ended.
  /// Only what somebody ended in the middle may have left programs behind that still work.
  mutating func follow(
    _ output: Int32, _ complaint: Int32, _ heard: (ProgramStream, [UInt8]) -> Void, _ waiting: () -> Void
  ) throws(SystemError) -> ProgramEnd {
    var kept: [ProgramStream: [UInt8]] = [:]
    var open = [(ProgramStream.output, output), (.complaint, complaint)]
    var status: Int32?
    // A program closes its streams a moment before it has ended.
    let end = clinux_open_process(child)
    defer { if end >= 0 { _ = clinux_close(end) } }
    while !open.isEmpty || status == nil {
      let first = open.first?.1 ?? end
      let second = open.count > 1 ? open[1].1 : -1
      let isLeftBehind = stopping == .whenUrgent && isTold && !interrupt.isImpatient
      let ready = clinux_wait_readable(first, second, status == nil || isLeftBehind ? 100 : 0)
      if ready > 0 {
        let said = open.indices.filter { ready & (1 << Int32($0)) != 0 }
        for index in said.reversed() {
          let bytes = Self.read(open[index].1)
          if bytes.isEmpty {
            open.remove(at: index)
          } else {
            Self.keep(bytes, in: &kept[open[index].0, default: []])
            heard(open[index].0, bytes)
          }
        }
      } else if ready != -EINTR && status != nil && !isLeftBehind {
        break
      }
      if status == nil { status = try Self.status(of: child, flags: WNOHANG) }
      if status == nil { remind(waiting) }
    }
    return ProgramEnd(status: status ?? 0, output: kept[.output] ?? [], complaint: kept[.complaint] ?? [])
  }

  /// The status of a program that has ended, which it is then waited for; nil while it runs.
  static func status(of child: pid_t, flags: Int32) throws(SystemError) -> Int32? {
    var raw: Int32 = 0
    let answer = waitpid(child, &raw, flags)
    if answer == 0 || answer < 0 && errno == EINTR { return nil }
    guard answer > 0 else { throw SystemError(call: "waitpid", errno: errno, subject: "process \(child)") }
    let signal = raw & 0x7F
    return signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
  }

  /// Ends a program that takes too long, and passes on the user's wish to stop.
  private mutating func remind(_ waiting: () -> Void) {
    if interrupt.isRequested && !isNoticed {
      isNoticed = true
      if stopping == .whenUrgent { waiting() }
    }
    let isOver =
      switch stopping {
      case .atOnce: interrupt.isRequested
      case .whenUrgent: interrupt.isUrgent
      case .never: false
      }
    if isOver && !isTold {
      isTold = true
      // One that was shielded has not heard of Ctrl-C, nor has what it started.
      if stopping == .whenUrgent { ProcessTree.signal(SIGTERM, child) } else { kill(child, SIGTERM) }
    }
    guard let limit = endsAt, Self.now() >= limit else { return }
    warnings += 1
    kill(child, warnings > 1 ? SIGKILL : SIGTERM)
    endsAt = limit + Self.grace
  }

  private static func read(_ descriptor: Int32) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = uninterrupted { clinux_read(descriptor, &buffer, buffer.count) }
    return Array(buffer.prefix(max(0, count)))
  }

  private static func keep(_ bytes: [UInt8], in kept: inout [UInt8]) {
    kept += bytes
    if kept.count > ProgramRun.kept { kept.removeFirst(kept.count - ProgramRun.kept) }
  }

  /// Seconds on a clock that nobody sets.
  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }
}
