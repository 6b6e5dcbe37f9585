import Glibc

/// Runs other programs for tests: the real tools that our code must agree with.
public enum Program {
  public struct Outcome: Sendable {
    /// The exit status; 128 + the signal when one ended it, 127 when it could not be started.
    public let status: Int32
    /// Standard output and standard error together.
    public let output: String
  }

  /// Starts a program found on PATH, with additional variables, and waits for its end.
  public static func run(_ arguments: [String], environment: [String: String] = [:]) -> Outcome {
    let log = "/tmp/lifeboot-program-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    defer { unlink(log) }
    guard let process = start(arguments, environment: environment, log: log) else {
      return Outcome(status: 127, output: "cannot start \(arguments)")
    }
    let status = wait(process)
    return Outcome(status: status, output: String(decoding: Self.bytes(of: log), as: UTF8.self))
  }

  public static func exists(_ name: String) -> Bool { run(["sh", "-c", "command -v \(name)"]).status == 0 }

  public static func start(_ arguments: [String], environment: [String: String] = [:], log: String) -> pid_t?
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // The threads that tests run on have signals blocked, which a program would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let settings = environment.map { "\($0.key)=\($0.value)" }
    let words = (["env"] + settings + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process: pid_t = 0
    return posix_spawnp(&process, "env", &actions, &attributes, words, environ) == 0 ? process : nil
  }

  public static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  public static func bytes(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    if descriptor < 0 { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer.prefix(count)
    }
  }
}
