import Formats
import Testing

@Suite struct LoaderConfChangeTests {
  @Test(
    "only the line that counts changes",
    arguments: [
      ("timeout 5\ndefault a.conf\neditor 0\n", "timeout 5\ndefault new.conf\neditor 0\n"),
      ("default a.conf", "default new.conf"),
      (
        "default a.conf\n# default b\n\tdefault   'b.conf' \r\nbeep 1",
        "default a.conf\n# default b\n\tdefault new.conf\r\nbeep 1"
      ),
      ("timeout 5\n", "timeout 5\ndefault new.conf\n"),
      ("timeout 5", "timeout 5\ndefault new.conf\n"),
      ("", "default new.conf\n"),
      ("default\ndefaults x\n", "default\ndefaults x\ndefault new.conf\n"),
      ("default x\ndefault  \n", "default new.conf\ndefault  \n"),
    ])
  func change(before: String, after: String) throws {
    let changed = try LoaderConf(before).settingDefault(to: "new.conf")
    #expect(String(decoding: changed, as: UTF8.self) == after)
    #expect(try LoaderConf(parsing: changed).default == "new.conf")
  }

  @Test(
    "an id that is a pattern or no word of one line is refused",
    arguments: ["", "nixos-*", "a?", "a[b]", "a\\b", "@saved", "a\nbeep 1", "a\0"])
  func refusal(id: String) throws {
    let conf = try LoaderConf("default a\n")
    #expect(throws: FormatError.self) { try conf.settingDefault(to: id) }
  }

  @Test func `other settings can be changed too`() throws {
    let conf = try LoaderConf("preferred a.conf\ndefault nixos-*\n")
    #expect(try conf.setting("preferred", to: "b.conf") == Array("preferred b.conf\ndefault nixos-*\n".utf8))
    #expect(try conf.setting("default", to: "nixos-b*") == Array("preferred a.conf\ndefault nixos-b*\n".utf8))
  }

  @Test(
    "newlines bring the text to the length of the file",
    arguments: [
      ("default a\n", 14, "default a\n\n\n\n\n"),
      ("default a\n", 10, "default a\n"),
      ("default a\n", 9, "default a"),
      ("default a\n\n\n", 10, "default a\n"),
      ("default a\n\n\n", 9, "default a"),
      ("default a", 11, "default a\n\n"),
      ("default a\n", 8, nil),
      ("", 2, "\n\n"),
      ("\n\n", 0, ""),
    ] as [(String, Int, String?)])
  func padding(text: String, length: Int, padded: String?) throws {
    let result = LoaderConf.padded(Array(text.utf8), to: length)
    #expect(result.map { String(decoding: $0, as: UTF8.self) } == padded)
    #expect(result.map(\.count) == padded.map { _ in length })
  }

  @Test func `a padded text says the same`() throws {
    let bytes = try LoaderConf("timeout 5\ndefault a\n\n\n\n").settingDefault(to: "abcd")
    let padded = try #require(LoaderConf.padded(bytes, to: 23))
    #expect(padded == Array("timeout 5\ndefault abcd\n".utf8))
    #expect(try LoaderConf(parsing: padded).settings == LoaderConf(parsing: bytes).settings)
  }
}
