import Glibc
import Support

/// Stand-ins for the programs that lifeboot runs: they run the real ones, and send lifeboot a signal at the call whose
/// number they are told.
final class SignallingPrograms {
  private let folder: String
  private static let names = ["mount", "umount", "mkdir", "rmdir", "touch", "rm", "chroot"]

  init(_ system: LoopSystem) {
    folder = system.folder + "/programs-that-signal"
    let script = """
      mkdir -p \(folder); for name in \(Self.names.joined(separator: " ")); do
      real=$(command -v $name); cat >\(folder)/$name <<END
      #!/bin/sh
      read count <\(folder)/count; count=\\$((count + 1)); echo \\$count >\(folder)/count
      [ "\\$count \\$SIGNAL_WHEN" = "\\$SIGNAL_AT before" ] && {
        kill -\\$SIGNAL \\$PPID; [ \\$SIGNAL = KILL ] && exit 1
      }
      [ "\\$count \\$SIGNAL_WHEN" = "\\$SIGNAL_AT after" ] || exec $real "\\$@"
      $real "\\$@"; status=\\$?; kill -\\$SIGNAL \\$PPID; exit \\$status
      END
      chmod +x \(folder)/$name; done
      """
    _ = Program.run(["sh", "-ec", script])
  }

  /// The variables with which lifeboot runs the stand-ins.
  ///
  /// - Parameter when: `before` or `after` the call does its work.
  func environment(_ signal: String, _ when: String, call number: Int) -> [String: String] {
    _ = Program.run(["sh", "-c", "echo 0 >\(folder)/count"])
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
    return [
      "PATH": "\(folder):\(path)", "SIGNAL": signal, "SIGNAL_AT": "\(number)", "SIGNAL_WHEN": when,
    ]
  }
}
