import BootCore
import Support
import Testing

@Suite struct LineDifferenceTests {
  @Test(
    "small differences are shown with the lines around them",
    arguments: [
      ("", "", []), ("a\n", "a\n", []), ("", "a\n", ["@@ -0,0 +1,1 @@", "+a"]),
      ("a\n", "", ["@@ -1,1 +0,0 @@", "-a"]),
      ("a\nb\nc", "a\nx\nc", ["@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"]),
    ] as [(String, String, [String])])
  func small(old: String, new: String, lines: [String]) {
    #expect(LineDifference(from: old, to: new).unified == lines)
    #expect(LineDifference(from: old, to: new).isEmpty == lines.isEmpty)
  }

  @Test func `what patch makes of a difference is the new text`() throws {
    guard Program.exists("patch") else { return print("skipped: there is no patch") }
    for seed in 1...60 {
      var random = UInt64(seed)
      func next(_ limit: UInt64) -> UInt64 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (random >> 33) % limit
      }
      let old = (0..<next(40)).map { _ in "line \(next(6))\n" }
      let new = old.flatMap { next(5) == 0 ? ["new \(next(3))\n", $0] : next(6) == 0 ? [] : [$0] }
      let lines = LineDifference(from: old.joined(), to: new.joined()).unified
      let patch = "--- a\n+++ a\n" + lines.map { $0 + "\n" }.joined()
      let script =
        "cd $(mktemp -d) && printf %s \"$1\" >a && printf %s \"$2\" | patch -s a && cat a; s=$?; rm -rf $PWD; exit $s"
      let patched = Program.run([
        "sh", "-c", lines.isEmpty ? "printf %s \"$1\"" : script, "sh", old.joined(), patch,
      ])
      #expect(
        patched.status == 0 && patched.output == new.joined(), "seed \(seed): \(patched.output)\n\(patch)")
    }
  }

  @Test func `very long texts are not compared line by line`() {
    let old = (0..<3_000).map { "a\($0)\n" }.joined()
    let new = (0..<3_000).map { "b\($0)\n" }.joined()
    #expect(LineDifference(from: old, to: new).unified.count == 6_001)
  }
}
