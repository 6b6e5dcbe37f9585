import Support
import Testing

/// Real Nix makes the generations, lifeboot prunes them, and Nix itself says what is left. Each script runs in a mount
/// namespace with its own `/nix`, `/boot` and `/run`.
@Suite(.serialized) struct RealNixTests {
  @Test(
    "real Nix agrees with what a prune leaves",
    arguments: ["prune-30-generations", "where-nix-differs", "damaged-store"])
  func agrees(script: String) {
    guard ["nix-env", "nix-build", "unshare", "python3"].allSatisfy(Program.exists) else {
      print("skipped: nix-bin, python3 or util-linux is not installed")
      return
    }
    guard Program.run(["unshare", "--mount", "true"]).status == 0 else {
      print("skipped: no right to make a mount namespace")
      return
    }
    let here = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let outcome = Program.run(["\(here)/in-namespace", "\(here)/\(script)", Program.lifeboot])
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("ok: "))
  }
}
