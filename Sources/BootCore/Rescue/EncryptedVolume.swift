/// A LUKS volume as the system itself opens it.
public struct EncryptedVolume: Sendable, Hashable {
  /// Below /dev/mapper.
  public var name: String
  /// The device, as fstab would name it.
  public var spec: String
  /// A file, or a device on a stick, that has the key.
  public var keyFile: String?
  /// Where the header is, when it is not on the device itself.
  public var header: String?

  public init(name: String, spec: String, keyFile: String? = nil, header: String? = nil) {
    self.name = name
    self.spec = spec
    self.keyFile = keyFile
    self.header = header
  }

  /// The lines of crypttab(5): name, device, key file, options. Swap with a new key at each boot is none.
  public static func all(inCrypttab text: String) -> [EncryptedVolume] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count >= 2, !words[0].hasPrefix("#") else { return nil }
      let options = words.count > 3 ? words[3].split(separator: ",").map(String.init) : []
      let isPlain = options.contains { ["swap", "plain", "tmp", "bitlk", "tcrypt"].contains($0) }
      let key = words.count > 2 && !["none", "-"].contains(words[2]) ? words[2] : nil
      guard !isPlain, key?.hasPrefix("/dev/random") != true, key?.hasPrefix("/dev/urandom") != true else {
        return nil
      }
      let header = options.last { $0.hasPrefix("header=") }.map { String($0.dropFirst("header=".count)) }
      return EncryptedVolume(name: words[0], spec: words[1], keyFile: key, header: header)
    }
  }

  /// What the kernel's parameters name: `rd.luks.name=UUID=NAME` (systemd-cryptsetup-generator(8)).
  public static func all(inParameters parameters: [String]) -> [EncryptedVolume] {
    parameters.compactMap { parameter in
      let parts = parameter.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, parts[0] == "rd.luks.name" || parts[0] == "luks.name" else { return nil }
      return EncryptedVolume(name: parts[2], spec: "UUID=" + parts[1])
    }
  }

  /// The lines of a hardware-configuration.nix: `boot.initrd.luks.devices."NAME".device = "/dev/…";`.
  public static func all(inConfiguration text: String) -> [EncryptedVolume] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 5, parts[0].hasSuffix("boot.initrd.luks.devices."), parts[2] == ".device = " else {
        return nil
      }
      return EncryptedVolume(name: parts[1], spec: parts[3])
    }
  }
}
