import BootCore
import Scan
import Support

@testable import LifebootCLI

/// Machines that the tests of this folder look at.
enum SampleMachine {
  /// Much at once: a cut initrd that boots next, a shared kernel, orphans, Windows, a pin, a second profile.
  static let busy = """
    esp 256M cluster 4K free 52M uuid 5f0e61a2-0001
    installer C limit 20
    kernel a 11M version 6.12.44
    kernel b 11M version 6.12.57
    kernel z 5M orphan
    initrd x 30M
    initrd y 31M
    initrd z 32M cut 9M
    generation 39 kernel a initrd x pinned aged 40
    generation 40 kernel a initrd x aged 20
    generation 41 kernel b initrd y booted aged 5 specialisation lts:a:x
    generation 42 kernel b initrd z activated aged 6h
    generation 3 profile work kernel b initrd y aged 3
    windows
    /EFI/nixos/notes.txt 1K
    """

  /// Nothing wrong.
  static let calm = """
    esp 512M cluster 4K free 300M
    installer C
    kernel a 11M
    initrd x 30M
    initrd y 31M
    generation 41 kernel a initrd x
    generation 42 kernel a initrd y booted
    """

  /// A rebuild does not fit, but would after pruning.
  static let full = """
    esp 256M cluster 4K free 8M
    installer C
    kernel a 11M
    initrd x 30M
    initrd y 31M
    initrd z 32M
    generation 40 kernel a initrd x
    generation 41 kernel a initrd y
    generation 42 kernel a initrd z booted
    """

  static func survey(_ text: String, policy: Policy? = nil) throws -> Survey {
    Survey(
      try MachineSketch(text).snapshot, policy: try policy ?? PolicyChoice.policy(named: "default", root: "/")
    )
  }

  static func keeping(last count: Int) -> Policy {
    Policy(name: RetentionOptions.policyName, rules: [KeepLast(count)])
  }

  /// A terminal of 100 columns without colours.
  static let face = Face(columns: 100)

  static func text(_ page: Page, _ face: Face = SampleMachine.face) -> String { Paint(face: face).text(page) }
}

/// Runs lifeboot inside the test's process, and keeps what it says.
struct Session {
  let output = Console.Transcript()
  let error = Console.Transcript()
  var environment = ["LANG": "C.UTF-8"]

  func run(_ arguments: [String]) -> Int32 {
    let environment = environment
    return Program.run(
      arguments,
      on: Console(
        output: .memory(output), error: .memory(error), environment: { environment[$0] }, isInteractive: false
      ))
  }

  func run(_ line: String) -> Int32 { run(line.split(separator: " ").map(String.init)) }
}
