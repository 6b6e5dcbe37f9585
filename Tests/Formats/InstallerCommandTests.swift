import Formats
import Testing

@Suite struct InstallerCommandTests {
  private static let path = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-install-systemd-boot.sh"

  @Test(
    "the command is found in each form of the script",
    arguments: [
      "#! /nix/store/x/bin/bash -e\nexport OUT='/nix/store/y'\nexport INSTALL_BOOTLOADER='\(path)'\nexec -a \"$0\" x \"$@\"\n",
      "export INSTALL_BOOTLOADER=\(path)\n",
      "export INSTALL_BOOTLOADER=\"\(path)\"",
      "if ($action eq \"boot\") {\n    chomp(my $installBootLoader = <<'EOFBOOTLOADER');\n\(path)\nEOFBOOTLOADER\n    system(\"$installBootLoader $out\") == 0 or exit 1;\n}",
      "if ($action eq \"boot\") {\n    system(\"\(path) $out\") == 0 or exit 1;\n}",
    ])
  func forms(script: String) throws {
    let command = try #require(try InstallerCommand.find(in: Array(script.utf8)))
    #expect(command.text == Self.path)
    #expect(command.program == Self.path)
  }

  @Test func `a command may have arguments`() throws {
    let script = "export INSTALL_BOOTLOADER='/nix/store/x/bin/builder -g 20 -t 5 -c'\n"
    let command = try #require(try InstallerCommand.find(in: Array(script.utf8)))
    #expect(command.text == "/nix/store/x/bin/builder -g 20 -t 5 -c")
    #expect(command.program == "/nix/store/x/bin/builder")
  }

  @Test(
    "without a command in a known form there is none",
    arguments: [
      "", "export INSTALL_BOOTLOADER=''\n", "export INSTALL_BOOTLOADER='echo Warning'\n",
      "export INSTALL_BOOTLOADER='/nix/store/x\n", "export INSTALL_BOOTLOADER=$(evil)\n",
      "# INSTALL_BOOTLOADER='/nix/store/x'\n",
      "    system(\"sync\");\n", "x <<'EOFBOOTLOADER'\n/a\n/b\nEOFBOOTLOADER\n", "x <<'EOFBOOTLOADER'",
      "    system(\"@coreutils@/bin/sync $out\", 1)\n", "export INSTALL_BOOTLOADER=\"/nix/$HOME\"",
    ])
  func none(script: String) throws {
    #expect(try InstallerCommand.find(in: Array(script.utf8)) == nil)
  }

  @Test func `a program that is no script is an error`() {
    #expect(throws: FormatError.self) { try InstallerCommand.find(in: [0x7F, 0x45, 0x4C, 0x46, 0, 0]) }
  }

  @Test func `any bytes are read or refused`() {
    Fuzz(
      "switch-to-configuration",
      texts: [
        "export INSTALL_BOOTLOADER='\(Self.path)'\n",
        "my $x = <<'EOFBOOTLOADER';\n\(Self.path)\nEOFBOOTLOADER\n", "system(\"\(Self.path) $out\")",
      ],
      dictionary: ["'", "\"", "\\", "$", "\n", "EOFBOOTLOADER"]
    ).run { bytes in
      guard let command = try? InstallerCommand.find(in: bytes) else { return }
      #expect(command.program.hasPrefix("/"))
    }
  }
}
