/// What the files of a toplevel say where it has no `boot.json` that can be read.
///
/// The rule is that of the `synthesize` program NixOS used for such generations.
public struct BootspecSynthesis: Hashable, Sendable {
  /// The store path of the toplevel.
  public var toplevel: String
  /// Text of the file `system`, for example `x86_64-linux`.
  public var system: String
  /// Text of the file `nixos-version`.
  public var nixosVersion: String
  /// The first name below `kernel-modules/lib/modules`.
  public var kernelVersion: String
  /// Text of the file `kernel-params`.
  public var kernelParams: String
  /// Where the link `kernel` leads in the end.
  public var kernel: String
  /// Where the link `initrd` leads in the end; nil if there is none.
  public var initrd: String?
  /// Whether `append-initrd-secrets` exists.
  public var hasSecretsAppender: Bool

  public init(
    toplevel: String, system: String, nixosVersion: String, kernelVersion: String, kernelParams: String,
    kernel: String, initrd: String?, hasSecretsAppender: Bool
  ) {
    self.toplevel = toplevel
    self.system = system
    self.nixosVersion = nixosVersion
    self.kernelVersion = kernelVersion
    self.kernelParams = kernelParams
    self.kernel = kernel
    self.initrd = initrd
    self.hasSecretsAppender = hasSecretsAppender
  }

  /// The document that NixOS would have written, as far as files can tell.
  public func bootspec(specialisations: [Bootspec.Specialisation] = []) -> Bootspec {
    Bootspec(
      system: Self.line(system), label: "NixOS \(Self.line(nixosVersion)) (Linux \(kernelVersion))",
      toplevel: toplevel, init: "\(toplevel)/init", kernel: kernel,
      kernelParams: ASCIISplit.words(Self.line(kernelParams), at: " ").map(String.init), initrd: initrd,
      initrdSecrets: hasSecretsAppender ? "\(toplevel)/append-initrd-secrets" : nil,
      specialisations: specialisations)
  }

  /// The text without the newlines at its end; NixOS writes these files without any.
  private static func line(_ text: String) -> String {
    var text = Substring(text).utf8
    while text.last == 0x0A { text.removeLast() }
    return String(Substring(text))
  }
}
