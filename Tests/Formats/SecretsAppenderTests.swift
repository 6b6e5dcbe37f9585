import Testing

@testable import Formats

@Suite struct SecretsAppenderTests {
  private static let head = """
    #!/nix/store/00000000000000000000000000000000-bash/bin/bash -e
    function usage {
      echo "USAGE: $0 INITRD_FILE" >&2
    }

    if [ $# -ne 1 ]; then
      usage
      exit 1
    fi

    if [ "$1"x = "--helpx" ]; then
      usage
      exit 0
    fi


    """

  @Test(
    "only NixOS's script without a secret is said to append nothing",
    arguments: [
      (head + "exit 0\n\nexport PATH=/bin\n", true),
      (head + "\nexport PATH=/bin\nexit 0\n", false),
      ("#!/bin/sh\nexit 0\n", true),
      ("#!/bin/sh\n  exit 0\n", false),
      ("#!/bin/sh\ncp secrets \"$1\"\nexit 0\n", false),
      ("exit 0\n", false),
      ("#!/bin/sh\nfunction usage {\nexit 0\n", false),
      ("", false),
    ])
  func recognition(text: String, appendsNothing: Bool) throws {
    #expect(try SecretsAppender(parsing: Array(text.utf8)).appendsNothing == appendsNothing)
  }

  @Test func `a program that is no text is an error`() {
    #expect(throws: FormatError.self) { try SecretsAppender(parsing: [0x7F, 0x45, 0x4C, 0x46, 0]) }
  }
}
