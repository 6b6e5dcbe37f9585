import BootCore
import Formats
import Linux

/// What a store says about the system that it belongs to.
struct SystemReading {
  var isNixOnly: Bool
  var generations: [FoundSystem.Generation]
  var current: UInt64?
  var table: [Fstab.Entry]
  var tableSource: String
  var bootPlaces: [String]?
  var resume: String?
  var resumeOffset: Int64?
  var swapAreas: [SwapArea]
  var hostName: String?
  var encrypted: [EncryptedVolume]

  /// Nil where there is no generation of the default profile.
  static func read(in root: borrowing Root, isNixOnly: Bool) -> SystemReading? {
    var misread: [Misreading] = []
    guard let profiles = try? ProfileScan.profiles(.glance, in: root, &misread),
      let profile = profiles.first(where: { $0.name == .system })
    else { return nil }
    let current = profile.current?.id.number
    let best = [profile.current].compactMap { $0 } + profile.generations.reversed()
    let own = table(of: best, root) ?? ownTable(root)
    let newest = best.first { toplevel($0)?.hasInit ?? false }
    let parameters = newest.flatMap(toplevel)?.kernelParams ?? []
    return SystemReading(
      isNixOnly: isNixOnly, generations: profile.generations.map { found($0, root) }, current: current,
      table: own.entries, tableSource: own.source,
      bootPlaces: BootPlaceScan.places(of: newest?.id.toplevel, in: root),
      resume: value("resume", parameters),
      resumeOffset: value("resume_offset", parameters).flatMap { Int64($0) },
      swapAreas: SleepScan.files(own.entries, in: root), hostName: hostName(root),
      encrypted: encrypted(newest?.id.toplevel, parameters, root))
  }

  func found(on device: String, type: String, subvolume: String?) -> FoundSystem {
    var system = FoundSystem(
      device: device, type: type, subvolume: subvolume, isNixOnly: isNixOnly, generations: generations,
      current: current, table: table, tableSource: tableSource, bootPlaces: bootPlaces ?? [], resume: resume,
      hostName: hostName)
    system.isInstallerRead = bootPlaces != nil
    system.resumeOffset = resumeOffset
    system.swapAreas = swapAreas
    system.encrypted = encrypted
    return system
  }

  private static func toplevel(_ generation: Generation) -> Toplevel? {
    if case .whole(let toplevel) = generation.contents { return toplevel }
    return nil
  }

  private static func found(_ generation: Generation, _ root: borrowing Root) -> FoundSystem.Generation {
    let toplevel = toplevel(generation)
    let installer = generation.id.toplevel + "/bin/switch-to-configuration"
    let hasInstaller = ((try? root.status(installer, followingLinks: true)) ?? nil) != nil
    let isWhole = (toplevel?.hasInit ?? false) && toplevel?.kernel.bytes != nil && hasInstaller
    return FoundSystem.Generation(
      number: generation.id.number, toplevel: generation.id.toplevel, label: toplevel?.label ?? "",
      isWhole: isWhole, system: toplevel?.system)
  }

  /// The configuration is the truth: the table that the generation itself would put into /etc.
  ///
  /// - Parameter generations: the first that has one decides.
  private static func table(
    of generations: [Generation], _ root: borrowing Root
  ) -> (entries: [Fstab.Entry], source: String)? {
    for generation in generations {
      let path = generation.id.toplevel + "/etc/fstab"
      guard let bytes = try? root.readFile(path, limit: Fstab.sizeLimit),
        let table = try? Fstab(parsing: bytes)
      else { continue }
      return (table.entries, "the fstab of generation \(generation.id.number)")
    }
    return nil
  }

  private static func ownTable(_ root: borrowing Root) -> (entries: [Fstab.Entry], source: String) {
    guard let bytes = try? root.readFile("/etc/fstab", limit: Fstab.sizeLimit),
      let table = try? Fstab(parsing: bytes)
    else { return ([], "no fstab") }
    return (table.entries, "/etc/fstab")
  }

  /// As the generation opens them, then as its configuration had it when the hardware was read.
  private static func encrypted(
    _ toplevel: String?, _ parameters: [String], _ root: borrowing Root
  ) -> [EncryptedVolume] {
    func text(_ path: String) -> String {
      let bytes = (try? root.readFile(path, limit: Fstab.sizeLimit)) ?? []
      return String(decoding: bytes, as: UTF8.self)
    }
    let table = toplevel.map { text($0 + "/etc/crypttab") } ?? ""
    return EncryptedVolume.all(inCrypttab: table) + EncryptedVolume.all(inParameters: parameters)
      + EncryptedVolume.all(inConfiguration: text(HardwareConfiguration.path))
  }

  private static func value(_ name: String, _ parameters: [String]) -> String? {
    parameters.last { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  private static func hostName(_ root: borrowing Root) -> String? {
    guard let bytes = try? root.readFile("/etc/hostname", limit: 4_096) else { return nil }
    let name = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
    return name.flatMap { $0.isEmpty ? nil : $0 }
  }
}
