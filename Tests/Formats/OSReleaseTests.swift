import Formats
import Testing

@Suite struct OSReleaseTests {
  @Test func `names and values are read`() throws {
    let release = try OSRelease(
      """
      # comment
      ID=nixos
      NAME="NixOS"
      PRETTY_NAME='NixOS 25.11 (Xantusia)'
        VERSION_ID="25.11"
      VERSION_ID="25.12"
      no assignment
      1BAD=x
      """)
    #expect(release.id == "nixos")
    #expect(release.name == "NixOS")
    #expect(release.prettyName == "NixOS 25.11 (Xantusia)")
    #expect(release.versionID == "25.12")
    #expect(release.version == nil)
    #expect(release.values.count == 4)
  }

  @Test(
    "values are in the quoting of the shell",
    arguments: [
      ("x", "x"), ("", ""), ("\"\"", ""), ("  x y  ", "x y"), ("\"a \\\" b\"", "a \" b"),
      ("\"\\$x \\` \\\\\"", "$x ` \\"),
      ("\"a\\nb\"", "a\\nb"), ("'a\\b\"'", "a\\b\""), ("a\\ b", "a b"), ("\"a\"'b'c", "abc"),
      ("\" x \" ", " x "), ("x\r", "x"),
      ("é", "é"), ("a\\", "a\\"),
    ])
  func quoting(value: String, text: String) throws {
    #expect(try OSRelease("ID=\(value)").id == text)
  }

  @Test("a quote left open gives no value", arguments: ["\"x", "'x", "\"x\\\"", "a'b"])
  func open(value: String) throws {
    #expect(try OSRelease("ID=\(value)").id == nil)
  }

  @Test func `any bytes are read or refused`() {
    Fuzz("os-release", texts: ["ID=nixos\nNAME=\"Nix\\\"OS\"\n"], dictionary: ["\"", "'", "\\", "=", "\n"])
      .run { bytes in
        _ = try? OSRelease(parsing: bytes)
      }
  }
}

extension OSRelease {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}
