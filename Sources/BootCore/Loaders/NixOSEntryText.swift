import Formats

/// The text that NixOS's installer writes for an entry, by era (nixos-boot-facts 3.2.2).
///
/// Used to know how long an entry of the next rebuild will be, and to write one anew.
public struct NixOSEntryText: Sendable, Hashable {
  public var generation: GenerationID
  public var specialisation: String?
  public var toplevel: Toplevel
  public var machineID: String?
  /// `2026-11-21`: the day that the installer says the system was built on.
  public var builtOn: String
  /// The initrd's name on the boot volume where it is not the store file's: with secrets, from 26.11 on.
  public var initrdName: String?

  public init(
    generation: GenerationID, specialisation: String? = nil, toplevel: Toplevel, machineID: String?,
    builtOn: String, initrdName: String? = nil
  ) {
    self.generation = generation
    self.specialisation = specialisation
    self.toplevel = toplevel
    self.machineID = machineID
    self.builtOn = builtOn
    self.initrdName = initrdName
  }

  /// The whole entry. Nil when the system has no kernel with a store path.
  public func bytes(era: InstallerEra) -> [UInt8]? {
    guard let kernel = toplevel.kernel.bootFileName else { return nil }
    var lines = head(era)
    lines.append("linux /EFI/nixos/\(kernel)")
    if let initrd = initrdName ?? toplevel.initrd?.bootFileName {
      lines.append("initrd /EFI/nixos/\(initrd)")
    }
    let isHashed = era == .collectsFirst || era == .collectsLast
    // Installers of before do not know the extension.
    if isHashed {
      lines += toplevel.extraInitrds.map { "initrd " + ($0.utf8.first == 0x2F ? $0 : "/\($0)") }
    }
    lines.append("options " + (["init=\(toplevel.path)/init"] + toplevel.kernelParams).joined(separator: " "))
    if let machineID { lines.append("machine-id \(machineID)") }
    if let tree = toplevel.devicetree?.bootFileName { lines.append("devicetree /EFI/nixos/\(tree)") }
    if isHashed { lines.append("sort-key \(toplevel.sortKey ?? "nixos")") }
    let text = lines.joined(separator: "\n")
    // The name of a content-hash entry is the digest of exactly these bytes, without a newline.
    return Array((isHashed ? text : text + "\n").utf8)
  }

  private func head(_ era: InstallerEra) -> [String] {
    var title = "title NixOS"
    if generation.profile != .system { title += " [\(generation.profile)]" }
    if let specialisation { title += " (\(specialisation))" }
    let version = "version Generation \(generation.number) \(toplevel.label), built on \(builtOn)"
    let hasEarlyKey = era == .removesStaleFirst || era == .wipesFirst || era == .unknown
    return hasEarlyKey ? [title, "sort-key \(toplevel.sortKey ?? "nixos")", version] : [title, version]
  }

  /// The file name of the entry; for content hashes the digest is not known here, only its length.
  public func fileName(era: InstallerEra, tries: Int?) -> String {
    switch era {
    case .wipesFirst, .removesStaleFirst, .unknown:
      NixOSGenerationName(
        profile: generation.profile == .system ? nil : generation.profile.text, number: generation.number,
        specialisation: specialisation
      ).fileName
    case .collectsFirst, .collectsLast:
      "nixos-" + String(repeating: "0", count: 64) + (tries.map { "+\($0)" } ?? "") + ".conf"
    }
  }
}
