import Formats
import Support
import Testing

@Suite struct GrubConfigurationTests {
  private static let expression = """
    builtins.toXML { bootPath = "/boot"; canTouchEfiVariables = true; devices = [ "nodev" ];
    efiSysMountPoint = "/boot & \\"efi\\""; grubTargetEfi = "x86_64-efi"; timeout = 5; users = { a = { b = "c"; }; }; }
    """
  private static let written = """
    <?xml version='1.0' encoding='utf-8'?>
    <expr>
      <attrs>
        <attr name="bootPath">
          <string value="/boot" />
        </attr>
        <attr name="canTouchEfiVariables">
          <bool value="true" />
        </attr>
        <attr name="devices">
          <list>
            <string value="nodev" />
          </list>
        </attr>
        <attr name="efiSysMountPoint">
          <string value="/boot &amp; &quot;efi&quot;" />
        </attr>
        <attr name="grubTargetEfi">
          <string value="x86_64-efi" />
        </attr>
        <attr name="timeout">
          <int value="5" />
        </attr>
        <attr name="users">
          <attrs>
            <attr name="a">
              <attrs>
                <attr name="b">
                  <string value="c" />
                </attr>
              </attrs>
            </attr>
          </attrs>
        </attr>
      </attrs>
    </expr>

    """

  @Test func `the sample is what Nix writes`() throws {
    guard Program.exists("nix-instantiate") else { return print("skipped: there is no nix-instantiate") }
    let script = "nix-instantiate --eval --json -E \"$1\" 2>/dev/null"
    let answer = Program.run(["sh", "-c", script, "sh", Self.expression])
    let text = try JSONDocument(parsing: Array(answer.output.utf8), format: "answer").root.string
    #expect(text == Self.written)
  }

  @Test func `places are read, and an installation for BIOS wants no ESP`() throws {
    let read = try GrubConfiguration(parsing: Array(Self.written.utf8))
    #expect(read.bootPath == "/boot" && read.efiSysMountPoint == "/boot & \"efi\"")
    for change in [("x86_64-efi", ""), ("name=\"grubTargetEfi\"", "name=\"other\"")] {
      let bios = Self.written.replacing(change.0, with: change.1)
      #expect(try GrubConfiguration(parsing: Array(bios.utf8)).efiSysMountPoint == nil)
    }
    let new = Self.written.replacing("canTouchEfiVariables", with: "efiSupport").replacing(
      "x86_64-efi", with: "")
    #expect(try GrubConfiguration(parsing: Array(new.utf8)).efiSysMountPoint != nil)
  }

  @Test func `what is none is refused`() {
    for text in ["", "<attr name=\"bootPath\"><list>", "bootPath"] {
      #expect(throws: FormatError.self) { try GrubConfiguration(parsing: Array(text.utf8)) }
    }
    #expect(throws: FormatError.self) { try GrubConfiguration(parsing: [0xFF, 0xFE]) }
  }

  @Test func `it survives any bytes`() {
    Fuzz("grub-config.xml", texts: [Self.written], dictionary: ["<attr ", "name=\"", "value=\"", "&quot;"])
      .run {
        _ = try? GrubConfiguration(parsing: $0)
      }
  }
}
