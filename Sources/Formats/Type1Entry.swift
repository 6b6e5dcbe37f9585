/// A boot entry file, `loader/entries/*.conf` (Boot Loader Specification, Type #1).
///
/// Fields are kept in the order of the file. Where systemd-boot lets the last of several equal keys win, so do the
/// properties here; keys that may repeat give all their values.
public struct Type1Entry: Hashable, Sendable {
  static let format = "boot entry"
  /// Larger files are refused, in bytes. A kernel takes no command line above 4 KiB.
  public static let sizeLimit = 256 * 1024

  /// A key and a value, one line of the file. Lines without a value say nothing and are no fields.
  public struct Field: Hashable, Sendable {
    public let key: String
    public let value: String
    /// Counted from 1; 0 for a field that was never in a file.
    public let line: Int

    public init(key: String, value: String, line: Int = 0) {
      self.key = key
      self.value = value
      self.line = line
    }
  }

  public let fields: [Field]

  public init(fields: [Field]) { self.fields = fields }

  /// Reads an entry file. An entry that names nothing to boot is not an error here but `kind == .nothing`.
  ///
  /// - Throws: `FormatError` when the bytes are no text in UTF-8, hold a NUL or are longer than `sizeLimit`.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    self.init(text)
  }

  /// Reads whatever bytes lie there as systemd-boot does: up to the first NUL, and no rule of UTF-8 or of length stops
  /// it. What is no text is replaced by U+FFFD, so nothing may be written from this.
  public init(asLoaderReads bytes: [UInt8]) {
    self.init(SourceText(lossy: bytes.prefix { $0 != 0 }))
  }

  private init(_ text: SourceText) {
    fields = KeyValueLine.all(in: text).map { Field(key: $0.key, value: $0.value, line: $0.line) }
  }

  public var title: String? { last("title") }
  public var version: String? { last("version") }
  public var machineID: String? { last("machine-id") }
  public var sortKey: String? { last("sort-key") }
  public var linux: String? { last("linux") }
  public var initrds: [String] { all("initrd") }
  public var efi: String? { last("efi") }
  public var uki: String? { last("uki") }
  public var ukiURL: String? { last("uki-url") }
  public var devicetree: String? { last("devicetree") }
  public var architecture: String? { last("architecture") }
  public var extras: [String] { all("extra") }
  public var profile: String? { last("profile") }

  /// The overlays of all `devicetree-overlay` lines; one line can name several, separated by blanks.
  public var devicetreeOverlays: [String] {
    all("devicetree-overlay").flatMap {
      ASCIISplit.words($0).map(String.init)
    }
  }

  /// The kernel command line: the values of all `options` lines, joined by one space; nil without any.
  public var options: String? {
    let values = all("options")
    return values.isEmpty ? nil : values.joined(separator: " ")
  }

  /// The value of the first `init=` word among the options. On NixOS it names the toplevel's `init`.
  public var initPath: String? { options.flatMap { KernelCommandLine($0).initPath } }

  /// Keys that the specification does not know, each once, in the order of the file.
  public var unknownKeys: [String] {
    var seen = Self.knownKeys
    return fields.map(\.key).filter { seen.insert($0).inserted }
  }

  private static let knownKeys: Set<String> = [
    "title", "version", "machine-id", "sort-key", "linux", "initrd", "efi", "uki", "uki-url", "options",
    "devicetree",
    "devicetree-overlay", "architecture", "profile", "extra",
  ]

  private func all(_ key: String) -> [String] {
    fields.filter { $0.key == key }.map(\.value)
  }

  private func last(_ key: String) -> String? {
    fields.last { $0.key == key }?.value
  }
}

extension Type1Entry {
  /// What an entry starts.
  public enum Kind: Hashable, Sendable {
    case linux, efi, uki, ukiURL
    /// No line names anything to boot: loaders do not show such an entry.
    case nothing
    /// Lines of more than one kind: systemd-boot hides such an entry.
    case conflicting
  }

  /// What this entry starts, by the rules of systemd-boot.
  public var kind: Kind {
    let kinds = [(linux, Kind.linux), (efi, .efi), (uki, .uki), (ukiURL, .ukiURL)].filter { $0.0 != nil }
    guard let first = kinds.first else { return .nothing }
    return kinds.count == 1 ? first.1 : .conflicting
  }
}
