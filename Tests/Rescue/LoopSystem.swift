import Glibc
import Support

/// A small system like NixOS on loop devices, and the real program working on it; all gone when the test is over.
final class LoopSystem: Sendable {
  let folder: String
  let root: String
  let boot: String
  /// The device with the store, which is the root's unless /nix is separate.
  let store: String
  private let devices: [String]

  /// A rescue looks at all disks of the machine: two runs of these tests at once would see, and hold, each other's.
  private static let turn: Int32 = {
    let lock = open("/tmp/lifeboot-rescue-tests.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    _ = flock(lock, LOCK_EX)
    return lock
  }()

  /// Nil, with a reason printed, where no such disks can be made.
  init?(_ layout: String) {
    _ = Self.turn
    guard getuid() == 0, Program.exists("busybox"),
      Program.exists("mkfs.\(["xfs", "btrfs"].contains(layout) ? layout : "ext4")")
    else {
      print("skipped: \(layout) needs root, busybox and the mkfs of its file system")
      return nil
    }
    var template = Array("/tmp/lifeboot-rescue-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let made = Program.run(["sh", Self.script, folder, layout])
    let words = made.output.split(separator: "\n").last?.split(separator: " ").map(String.init) ?? []
    guard made.status == 0, words.count >= 2 else {
      print("skipped: cannot make disks here: \(made.output)")
      return nil
    }
    devices = words
    (root, boot) = (words[0], words[1])
    store = words.count > 2 ? words[2] : words[0]
  }

  private static let script =
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/make-system"

  deinit {
    _ = lifeboot(["rescue", "unmount", "--at", target])
    _ = Program.run(["umount", "-R", target])
    _ = Program.run(["losetup", "-d"] + devices)
    _ = Program.run(["rm", "-rf", folder])
  }

  var target: String { folder + "/mnt" }

  func lifeboot(_ words: [String], environment: [String: String] = [:]) -> Program.Outcome {
    Program.run([Program.lifeboot] + words, environment: environment)
  }

  func mount(_ words: [String] = []) -> Program.Outcome {
    lifeboot(["rescue", "mount", store, "--at", target] + words)
  }

  func unmount() -> Program.Outcome { lifeboot(["rescue", "unmount", "--at", target]) }

  /// Works on the disks while nothing is mounted.
  func change(_ script: String, on device: String? = nil) -> Program.Outcome {
    let place = folder + "/change"
    return Program.run([
      "sh", "-c",
      "mkdir -p \(place) && mount \(device ?? store) \(place) && cd \(place) && { \(script); }; s=$?; cd /; umount \(place); exit $s",
    ])
  }

  /// What is mounted below the target, each as `place device`.
  var mounts: [String] {
    let table = Program.run(["cat", "/proc/self/mounts"]).output.split(separator: "\n")
    return table.compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[1].hasPrefix(folder) else { return nil }
      return "\(fields[1].dropFirst(target.count)) \(fields[0])"
    }
  }

  /// Checksums, names, rights and link targets of everything on the disks; not the times of last access.
  func contents() -> String {
    devices.map { device in
      change(
        """
        find . -not -path './lost+found*' | sort | while read -r f; do stat -c '%A %n %s %Y' "$f" 2>/dev/null | \
        sed 's/^\\(d.*\\) [0-9]* [0-9]*$/\\1/'; readlink "$f" || { [ -f "$f" ] && sha256sum <"$f"; }; done; true
        """, on: device
      ).output
    }.joined(separator: "\n")
  }
}
