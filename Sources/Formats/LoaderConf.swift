/// systemd-boot's configuration, `loader/loader.conf` on the ESP (loader.conf(5)).
public struct LoaderConf: Hashable, Sendable {
  static let format = "loader.conf"
  /// Larger files are refused, in bytes.
  public static let sizeLimit = 64 * 1024

  /// One setting. The last of several equal keys wins.
  public struct Setting: Hashable, Sendable {
    public let key: String
    public let value: String
    /// Counted from 1.
    public let line: Int
  }

  /// The settings in the order of the file.
  public let settings: [Setting]
  public let bytes: [UInt8]

  /// Reads the file; an absent one reads as an empty one.
  ///
  /// - Throws: `FormatError` when the bytes are no text in UTF-8, hold a NUL or are longer than `sizeLimit`.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    settings = KeyValueLine.all(in: text).map { Setting(key: $0.key, value: $0.value, line: $0.line) }
    self.bytes = bytes
  }

  /// Reads whatever bytes lie there as systemd-boot does: up to the first NUL, without a rule of UTF-8. `bytes` are
  /// then those of the lines that are text.
  public init(asLoaderReads bytes: [UInt8]) {
    let lines = bytes.prefix { $0 != 0 }.split(separator: 0x0A, omittingEmptySubsequences: false)
    settings = KeyValueLine.all(in: SourceText(lossy: bytes.prefix { $0 != 0 })).map {
      Setting(key: $0.key, value: $0.value, line: $0.line)
    }
    self.bytes = Array(
      lines.filter { String(validating: $0, as: UTF8.self) != nil }.joined(separator: [0x0A]))
  }

  /// The id of an entry that lifeboot took as the default in place of one that did not boot: nobody chose it.
  public var standIn: String? {
    for line in bytes.split(separator: 0x0A) where line.starts(with: Self.standInMark.utf8) {
      let rest = line.dropFirst(Self.standInMark.utf8.count).prefix { $0 != UInt8(ascii: ":") }
      return String(decoding: rest, as: UTF8.self)
    }
    return nil
  }

  static let standInMark = "# nobody chose "

  /// A pattern (`GlobPattern`) over entry ids, or `@saved`. systemd-boot passes over lines with any other value that
  /// begins with `@`, and so does this.
  public var `default`: String? {
    settings.last {
      $0.key == "default"
        && ($0.value.utf8.first != UInt8(ascii: "@") || ASCIICase.lowered($0.value) == "@saved")
    }?.value
  }
  /// Like `default`, but passes over bad entries; read by systemd-boot 260 and later.
  public var preferred: String? { value(of: "preferred") }
  /// Seconds as digits, or `menu-force`, `menu-hidden`, `menu-disabled`.
  public var timeout: String? { value(of: "timeout") }
  public var consoleMode: String? { value(of: "console-mode") }
  public var editor: String? { value(of: "editor") }
  public var autoEntries: String? { value(of: "auto-entries") }
  public var autoFirmware: String? { value(of: "auto-firmware") }
  public var autoReboot: String? { value(of: "auto-reboot") }
  public var autoPoweroff: String? { value(of: "auto-poweroff") }
  public var beep: String? { value(of: "beep") }
  public var secureBootEnroll: String? { value(of: "secure-boot-enroll") }
  public var rebootForBitlocker: String? { value(of: "reboot-for-bitlocker") }
  public var randomSeedMode: String? { value(of: "random-seed-mode") }
  public var logLevel: String? { value(of: "log-level") }

  /// The value that systemd-boot takes for `key`; it is empty where the file says so in quotes.
  public func value(of key: String) -> String? { setting(key)?.value }

  /// The setting that systemd-boot takes for `key`.
  public func setting(_ key: String) -> Setting? {
    settings.last { $0.key == key }
  }
}
