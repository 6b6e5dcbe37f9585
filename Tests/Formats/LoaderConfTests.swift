import Formats
import Testing

@Suite struct LoaderConfTests {
  @Test func `the settings of NixOS are read with their lines`() throws {
    let conf = try LoaderConf(
      """
      timeout 5
      preferred nixos-abc.conf
      default nixos-*
      editor 0
      console-mode keep
      """)
    #expect(conf.timeout == "5")
    #expect(conf.preferred == "nixos-abc.conf")
    #expect(conf.default == "nixos-*")
    #expect(conf.editor == "0")
    #expect(conf.consoleMode == "keep")
    #expect(conf.setting("default")?.line == 3)
    #expect(conf.beep == nil)
  }

  @Test func `every key has its property`() throws {
    let keys = [
      "default", "preferred", "timeout", "console-mode", "editor", "auto-entries", "auto-firmware",
      "auto-reboot",
      "auto-poweroff", "beep", "secure-boot-enroll", "reboot-for-bitlocker", "random-seed-mode", "log-level",
    ]
    let conf = try LoaderConf(keys.map { "\($0) \($0)!" }.joined(separator: "\n"))
    let values = [
      conf.default, conf.preferred, conf.timeout, conf.consoleMode, conf.editor, conf.autoEntries,
      conf.autoFirmware,
      conf.autoReboot, conf.autoPoweroff, conf.beep, conf.secureBootEnroll, conf.rebootForBitlocker,
      conf.randomSeedMode, conf.logLevel,
    ]
    #expect(values == keys.map { "\($0)!" })
  }

  @Test func `the last of several equal keys counts`() throws {
    let conf = try LoaderConf("default a\ndefault b\n# default c\ndefault\n")
    #expect(conf.default == "b")
    #expect(conf.setting("default")?.line == 2)
  }

  @Test func `an empty value in quotes takes the place of the one before`() throws {
    #expect(try LoaderConf("default a\ndefault ''\n").default == "")
  }

  @Test func `a default with an unknown special name is passed over`() throws {
    #expect(try LoaderConf("default a\ndefault @future\n").default == "a")
    #expect(try LoaderConf("default a\ndefault @Saved\n").default == "@Saved")
    #expect(try LoaderConf("default @future\n").default == nil)
    #expect(
      try LoaderConf(parsing: LoaderConf("default a\ndefault @future").settingDefault(to: "b")).default == "b"
    )
  }

  @Test func `an empty file has no settings`() throws {
    #expect(try LoaderConf("").settings.isEmpty)
  }

  @Test func `any bytes are read or refused, and a default that is set is read back`() {
    Fuzz(
      "loader.conf",
      texts: ["timeout 5\ndefault nixos-generation-1.conf\n", "default 'x'\r\n#default y\nbeep"],
      dictionary: ["default ", "default", "\n", "\r", "\"", " ", "\u{301}"]
    ).run { bytes in
      guard let conf = try? LoaderConf(parsing: bytes) else { return }
      let changed = try? conf.settingDefault(to: "nixos-new.conf")
      let again = changed.flatMap { try? LoaderConf(parsing: $0) }
      #expect(again?.default == "nixos-new.conf")
      #expect(
        again?.settings.filter { $0.key != "default" }.map(\.value)
          == conf.settings.filter { $0.key != "default" }.map(\.value))
      #expect((try? again?.settingDefault(to: "nixos-new.conf")) == changed)
    }
  }
}

extension LoaderConf {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}
