/// What the PE sections of a unified kernel image say (UAPI Unified Kernel Image specification).
public struct UnifiedImage: Sendable, Hashable {
  /// A file that the image names instead of carrying it, as lanzaboote's stubs do.
  public struct Reference: Sendable, Hashable {
    public var part: BootFilePart
    /// Slashes between the names, whatever the image has.
    public var text: String

    public init(part: BootFilePart, text: String) {
      self.part = part
      self.text = text
    }
  }

  /// `PRETTY_NAME`, `VERSION_ID` and `ID` of its `.osrel` section.
  public var prettyName: String?
  public var versionID: String?
  public var osID: String?
  public var commandLine: String?
  public var references: [Reference]

  public init(
    prettyName: String? = nil, versionID: String? = nil, osID: String? = nil, commandLine: String? = nil,
    references: [Reference] = []
  ) {
    self.prettyName = prettyName
    self.versionID = versionID
    self.osID = osID
    self.commandLine = commandLine
    self.references = references
  }
}
