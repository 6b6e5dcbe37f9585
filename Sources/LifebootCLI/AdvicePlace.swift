import BootCore
import Formats

/// Which system an advice is about. In a rescue shell the one that runs is another than the one that was looked at,
/// and what somebody is told to type there must not change the wrong one.
struct AdvicePlace: Hashable {
  /// Where its / is mounted.
  var root: String
  /// Options that say where its boot volumes are.
  var volumes: [String]

  init(root: String, volumes: [String] = []) {
    self.root = root
    self.volumes = volumes
  }

  /// The same advice with commands that work on this system.
  func fitting(_ advice: String) -> String {
    let words = (root == "/" ? [] : ["--root", root]) + volumes
    if words.isEmpty { return advice }
    var text = advice
    if root != "/" {
      for rebuild in Self.rebuilds {
        text = text.replacing(rebuild, with: "lifeboot rescue rebuild --at \(ShellWord.quoted(root)) --apply")
      }
    }
    let options = words.map(ShellWord.quoted).joined(separator: " ")
    for command in Self.commands {
      text = text.replacing("lifeboot \(command)", with: "lifeboot \(command) \(options)")
    }
    return text
  }

  func fitting(_ finding: Finding) -> Finding {
    var finding = finding
    finding.remedy = fitting(finding.remedy)
    return finding
  }

  func fitting(_ refusals: [Refusal]) -> [Refusal] {
    refusals.map { refusal in
      Refusal(
        refusal.invariant, subject: refusal.subject, message: refusal.message, remedy: fitting(refusal.remedy)
      )
    }
  }

  func fitting(_ failure: Failure) -> Failure {
    var failure = failure
    failure.remedy = fitting(failure.remedy)
    return failure
  }

  /// What makes the boot files of the running system anew; the longer words first.
  private static let rebuilds = [
    "nixos-rebuild boot --install-bootloader", "nixos-rebuild boot", "lifeboot rebuild --apply",
  ]

  /// Those that look at a system by --root.
  private static let commands = [
    "status", "map", "fit", "prune", "check", "verify", "repair", "pin", "unpin", "mark-good",
  ]
}

extension GlobalOptions {
  var advicePlace: AdvicePlace { AdvicePlace(root: root, volumes: volumeWords) }

  /// Where the boot volumes are, as the user said it.
  var volumeWords: [String] {
    let esp = espPath.map { ["--esp-path", $0] } ?? []
    return esp + (bootPath.map { ["--boot-path", $0] } ?? [])
  }
}
