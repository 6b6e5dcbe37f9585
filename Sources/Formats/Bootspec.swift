/// The `boot.json` of a toplevel (NixOS RFC 125, version 1): what a boot loader needs to know about a system.
///
/// Optional members are absent and never null, so null is an error like any other wrong type. Keys that nobody here
/// knows are extensions and are passed over.
public struct Bootspec: Hashable, Sendable {
  static let format = "boot.json"

  /// A Nix system double, for example `x86_64-linux`.
  public var system: String
  public var label: String
  /// Store path.
  public var toplevel: String
  /// `<toplevel>/init`.
  public var `init`: String
  /// Store file.
  public var kernel: String
  /// Without `init=`.
  public var kernelParams: [String]
  /// Store file; nil for a system without one.
  public var initrd: String?
  /// The program that appends secrets to a copy of the initrd.
  public var initrdSecrets: String?
  /// `sortKey` of the extension `org.nixos.systemd-boot`.
  public var sortKey: String?
  /// `devicetree` of the extension `org.nixos.systemd-boot`: a store file.
  public var devicetree: String?
  /// `paths` of the extension `org.nixos.extra-initrd.v1`: files on the boot volume, relative to its root.
  public var extraInitrds: [String]
  /// In the order of the document. NixOS leaves specialisations of specialisations undefined; they
  /// are read all the same.
  public var specialisations: [Specialisation]

  /// A variant of the system with a name of its own.
  public struct Specialisation: Hashable, Sendable {
    public let name: String
    public let bootspec: Bootspec

    public init(name: String, bootspec: Bootspec) {
      self.name = name
      self.bootspec = bootspec
    }
  }

  public init(
    system: String, label: String, toplevel: String, `init`: String, kernel: String, kernelParams: [String],
    initrd: String? = nil, initrdSecrets: String? = nil, sortKey: String? = nil, devicetree: String? = nil,
    extraInitrds: [String] = [], specialisations: [Specialisation] = []
  ) {
    self.system = system
    self.label = label
    self.toplevel = toplevel
    self.`init` = `init`
    self.kernel = kernel
    self.kernelParams = kernelParams
    self.initrd = initrd
    self.initrdSecrets = initrdSecrets
    self.sortKey = sortKey
    self.devicetree = devicetree
    self.extraInitrds = extraInitrds
    self.specialisations = specialisations
  }

  /// - Throws: `previewForm` for the preview of NixOS 22.11; else a `FormatError` that names the key.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    self = try BootspecReader.read(JSONDocument(parsing: bytes, format: Self.format).root, path: "")
  }

  /// The error for the form that NixOS 22.11 wrote as a preview: read the toplevel's files instead
  /// (`BootspecSynthesis`).
  public static let previewForm = FormatError(
    format: format, problem: "the preview form of NixOS 22.11, which is not read",
    remedy: "rebuild this system with NixOS 23.05 or later to get a boot.json of version 1")
}
