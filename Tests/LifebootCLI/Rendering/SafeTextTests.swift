import Testing

@testable import LifebootCLI

@Suite struct SafeTextTests {
  @Test(
    "what could act on a terminal is written out",
    arguments: [
      ("\u{1B}[2J", "\\x1b[2J"), ("a\nb", "a\\x0ab"), ("a\rb", "a\\x0db"), ("\u{7F}", "\\x7f"),
      ("\u{9B}31m", "\\x9b31m"), ("\u{202E}fdp", "\\u{202e}fdp"), ("\u{2028}", "\\u{2028}"),
      ("\u{200B}", "\\u{200b}"), ("\u{E000}", "\\u{e000}"), ("\u{0}", "\\x00"),
    ])
  func hostile(text: String, safe: String) {
    #expect(SafeText.neutralised(text) == safe)
  }

  @Test("what people write stays as it is", arguments: ["NixOS 25.11 (Linux 6.12)", "Grüße, 系統", "…×█"])
  func harmless(text: String) {
    #expect(SafeText.neutralised(text) == text)
  }
}
