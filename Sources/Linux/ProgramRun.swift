import CLinux
import Glibc

/// How a program ended, and what it said.
public struct ProgramEnd: Sendable, Hashable {
  /// What a shell would call its status: the exit code, or 128 and the signal that ended it.
  public let status: Int32
  /// What it wrote to standard output; cut at the front when it is longer than `ProgramRun.kept`.
  public let output: [UInt8]
  /// The same of standard error.
  public let complaint: [UInt8]

  public init(status: Int32, output: [UInt8] = [], complaint: [UInt8] = []) {
    self.status = status
    self.output = output
    self.complaint = complaint
  }
}

/// The two streams that a program speaks through.
public enum ProgramStream: Sendable, Hashable {
  case output
  case complaint
}

/// What happens to a program when the user wants to stop.
public enum ProgramStopping: Sendable, Hashable {
  /// It is ended with SIGTERM; Ctrl-C reaches it by itself.
  case atOnce
  /// It runs to its end: Ctrl-C and a terminal that goes away do not reach it. Asked once more, it and what it started
  /// are ended with SIGTERM; asked a third time, what does not heed that is no longer waited for.
  case whenUrgent
  /// It runs to its end.
  case never
}

/// Running other programs, found on PATH as a shell would.
///
/// A call ends only when the program has ended and was waited for. Standard input is ours, so that a program can
/// ask on the terminal.
public enum ProgramRun {
  /// How much of each stream is kept, in bytes.
  public static let kept = 4 << 20
  /// A pipe takes as much without anybody reading, in bytes.
  public static let inputLimit = 4_096

  /// Where a program would be started from; nil when PATH has none of that name that can be run.
  public static func place(of name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    let path = Identity.environment("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Runs a program with its output for us to read.
  ///
  /// - Parameters:
  ///   - environment: variables beside or instead of ours; an empty value removes one.
  ///   - input: what it reads in place of our standard input; at most `inputLimit` bytes.
  ///   - timeLimit: seconds after which it is ended with SIGTERM, then SIGKILL; nil waits for ever.
  ///   - heard: is told what the program says while it says it.
  ///   - waiting: is told once that somebody wants to stop and the program is waited for.
  public static func run(
    _ words: [String], environment: [String: String] = [:], input: [UInt8]? = nil, timeLimit: Int? = nil,
    interrupt: Interrupt = .never, stopping: ProgramStopping = .atOnce,
    heard: (ProgramStream, [UInt8]) -> Void = { _, _ in }, waiting: () -> Void = {}
  ) throws(SystemError) -> ProgramEnd {
    let output = try Pipe()
    let complaint = try Pipe()
    let source = try input.map { (bytes) throws(SystemError) in try Pipe(holding: bytes) }
    let child = try spawn(words, environment, isShielded: stopping != .atOnce) { actions in
      if let source { posix_spawn_file_actions_adddup2(&actions, source.reading, 0) }
      posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
      posix_spawn_file_actions_adddup2(&actions, complaint.writing, 2)
    }
    output.closeWriting()
    complaint.closeWriting()
    var watch = ProgramWatch(child: child, timeLimit: timeLimit, interrupt: interrupt, stopping: stopping)
    return try watch.follow(output.reading, complaint.reading, heard, waiting)
  }

  /// Runs a program that has the terminal to itself, such as a shell. Ctrl-C is the program's own affair; when this
  /// process is ended, or the terminal goes away, the program is ended too.
  public static func handOver(
    _ words: [String], environment: [String: String] = [:], interrupt: Interrupt = .never
  ) throws(SystemError) -> Int32 {
    let child = try spawn(words, environment, isShielded: false) { _ in }
    let end = clinux_open_process(child)
    defer { if end >= 0 { _ = clinux_close(end) } }
    var isTold = false
    while true {
      if let status = try ProgramWatch.status(of: child, flags: WNOHANG) { return status }
      if interrupt.isForOthersToo, !isTold {
        isTold = true
        // A shell with somebody at it heeds only the second.
        for number in [SIGTERM, SIGHUP, SIGCONT] { kill(child, number) }
      }
      _ = clinux_wait_readable(end, -1, 100)
    }
  }

  private static func spawn(
    _ words: [String], _ environment: [String: String], isShielded: Bool,
    _ prepare: (inout posix_spawn_file_actions_t) -> Void
  ) throws(SystemError) -> pid_t {
    guard let name = words.first, let program = place(of: name) else {
      throw SystemError(
        call: "posix_spawn", errno: ENOENT, subject: words.first ?? "a program without a name")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    prepare(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // We ignore SIGPIPE, and a program expects it as a shell leaves it. What we catch is reset by the kernel, and what
    // whoever started us ignores stays so.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    sigaddset(&defaults, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // Nor may it inherit signals that this thread has blocked: it could not be ended.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let arguments = words.map { strdup($0) } + [nil]
    let variables = settings(environment).map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let problem = whileIgnored(isShielded ? [SIGINT, SIGHUP] : []) {
      posix_spawn(&child, program, &actions, &attributes, arguments, variables)
    }
    guard problem == 0 else { throw SystemError(call: "posix_spawn", errno: problem, subject: program) }
    return child
  }

  /// A program inherits which signals are ignored, and so do the programs that it runs. They are held back meanwhile,
  /// so that none for ourselves is lost.
  private static func whileIgnored<Answer>(_ numbers: [Int32], _ body: () -> Answer) -> Answer {
    var held = sigset_t()
    var before = sigset_t()
    sigemptyset(&held)
    for number in numbers { sigaddset(&held, number) }
    pthread_sigmask(SIG_BLOCK, &held, &before)
    let handlers = numbers.map { number in
      var ignored = sigaction()
      ignored.__sigaction_handler.sa_handler = SIG_IGN
      var own = sigaction()
      sigaction(number, &ignored, &own)
      return (number, own)
    }
    let answer = body()
    for (number, handler) in handlers {
      var own = handler
      sigaction(number, &own, nil)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return answer
  }

  /// Our environment with the changes; in order, so that two runs are alike.
  private static func settings(_ changes: [String: String]) -> [String] {
    var settings: [String] = []
    var place = environ
    while let entry = place.pointee {
      let text = String(cString: entry)
      let name = String(text.prefix { $0 != "=" })
      if changes[name] == nil { settings.append(text) }
      place += 1
    }
    return settings + changes.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
  }
}

/// Both ends of a pipe, neither of which a program inherits unasked.
private final class Pipe {
  let reading: Int32
  private(set) var writing: Int32

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    _ = try checked(clinux_pipe(&ends), "pipe2", "pipe")
    (reading, writing) = (ends[0], ends[1])
  }

  /// One that holds these bytes and then ends.
  convenience init(holding bytes: [UInt8]) throws(SystemError) {
    try self.init()
    guard bytes.count <= ProgramRun.inputLimit else {
      throw SystemError(call: "write", errno: EFBIG, subject: "pipe")
    }
    _ = try checked(clinux_write(writing, bytes, bytes.count), "write", "pipe")
    closeWriting()
  }

  func closeWriting() {
    _ = clinux_close(writing)
    writing = -1
  }

  deinit {
    _ = clinux_close(reading)
    if writing >= 0 { _ = clinux_close(writing) }
  }
}
