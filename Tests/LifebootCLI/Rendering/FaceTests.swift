import Testing

@testable import LifebootCLI

@Suite struct FaceTests {
  @Test(
    "colours are for terminals that want them",
    arguments: [
      (ColorChoice.auto, true, ["TERM": "xterm"], true),
      (.auto, false, ["TERM": "xterm"], false),
      (.auto, true, ["TERM": "dumb"], false),
      (.auto, true, [:], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (.always, false, ["NO_COLOR": "1"], true),
      (.never, true, ["TERM": "xterm"], false),
    ])
  func colours(choice: ColorChoice, isTerminal: Bool, environment: [String: String], isColored: Bool) {
    #expect(Face.isColored(choice, isTerminal: isTerminal, { environment[$0] }) == isColored)
  }

  @Test(
    "the first locale variable that is set decides about characters beyond ASCII",
    arguments: [
      (["LANG": "en_US.UTF-8"], true), (["LANG": "C"], false), ([:], false),
      (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "de_DE.utf8"], true),
    ])
  func characters(environment: [String: String], isUnicode: Bool) {
    #expect(Face.isUnicode { environment[$0] } == isUnicode)
  }

  @Test func `without colours no escape sequence is painted`() {
    let page = Page([StyledText("a", .critical) + StyledText("b", .kernel)])
    #expect(Paint(face: Face(isColored: false)).text(page) == "ab\n")
    #expect(Paint(face: Face(isColored: true)).text(page) == "\u{1B}[1;31ma\u{1B}[0m\u{1B}[34mb\u{1B}[0m\n")
  }
}
