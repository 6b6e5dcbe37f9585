import Glibc
import Support

/// The sample machine of `lifeboot demo`, whose boot chain is whole, with programs that run inside it: a system
/// that can be rebuilt without any disk. Programs of NixOS are stand-ins that record how they were called.
final class DemoTarget: Sendable {
  let root: String

  /// Nil, with a reason printed, where nobody may mount or busybox is missing.
  init?() {
    guard getuid() == 0, Program.exists("busybox") else {
      print("skipped: a rebuild inside a directory needs root and busybox")
      return nil
    }
    var template = Array("/tmp/lifeboot-target-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let made = Program.run([Program.lifeboot, "demo", root, "--quiet"])
    let filled = Program.run(["sh", "-ec", Self.script, "sh", root])
    guard made.status == 0, filled.status == 0 else {
      print("skipped: cannot make a target: \(made.output)\n\(filled.output)")
      return nil
    }
  }

  deinit { _ = Program.run(["rm", "-rf", root]) }

  private static let script = """
    cd "$1"; tools=/nix/store/00000000000000000000000000000003-tools
    toplevel=$(readlink nix/var/nix/profiles/$(readlink nix/var/nix/profiles/system))
    mkdir -p .$tools/bin .$toplevel/bin .$toplevel/sw etc/nixos bin proc dev sys run
    touch etc/NIXOS
    cp $(command -v busybox) .$tools/bin/busybox
    for name in sh cat cp echo env grep kill ls mkdir mv rm sed tail; do ln -s busybox .$tools/bin/$name; done
    ln -s $tools/bin .$toplevel/sw/bin; ln -s $tools/bin/sh bin/sh
    cat >.$tools/bin/bash <<END
    #!/bin/sh
    PATH=$tools/bin; export PATH
    [ "\\$1" = --login ] && shift
    exec sh "\\$@"
    END
    cat >.$toplevel/activate <<END
    #!/bin/sh
    $tools/bin/busybox ln -sfn $toplevel /run/current-system
    END
    cp .$toplevel/activate .$toplevel/bin/switch-to-configuration
    chmod +x .$toplevel/activate .$toplevel/bin/switch-to-configuration .$tools/bin/bash
    """

  /// Puts a program into the system's path. It records its arguments, one a line, and its environment, then does
  /// what the script says.
  func program(_ name: String, _ script: String = "exit 0") {
    let text = """
      #!/bin/sh
      { echo "\(name)"; for word; do echo "<$word>"; done; } >>/recorded-words
      env >/recorded-environment
      \(script)
      """
    let made = Program.run([
      "sh", "-ec",
      "d=$1/nix/store/00000000000000000000000000000003-tools/bin; printf %s \"$2\" >$d/$3; chmod +x $d/$3",
      "sh", root, text, name,
    ])
    precondition(made.status == 0, made.output)
  }

  func file(_ path: String) -> String { String(decoding: Program.bytes(of: root + path), as: UTF8.self) }

  func write(_ text: String, to path: String) {
    _ = Program.run(["sh", "-ec", "mkdir -p \"${2%/*}\"; printf %s \"$1\" >\"$2\"", "sh", text, root + path])
  }

  /// How the stand-ins were called.
  var words: [String] { file("/recorded-words").split(separator: "\n").map(String.init) }

  func variable(_ name: String) -> String? {
    file("/recorded-environment").split(separator: "\n").first { $0.hasPrefix(name + "=") }
      .map { String($0.dropFirst(name.utf8.count + 1)) }
  }

  func rebuild(_ words: [String], environment: [String: String] = [:]) -> Program.Outcome {
    Program.run(
      [Program.lifeboot, "rebuild", "--root", root, "--esp-path", "/boot"] + words, environment: environment)
  }
}
