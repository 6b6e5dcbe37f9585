import BootCore

/// Where NixOS's installer writes on a boot volume, and what is needed there by whom: told once more, by simple means.
struct InstallersGround {
  /// Files where neither the installer nor lifeboot writes anything.
  let outside: [VolumePath]
  /// What each entry mentions, by its path and its text.
  private var mentioned: [VolumePath: (text: [UInt8], files: [VolumePath])] = [:]
  private let others: [VolumePath: Set<VolumePath>]

  init(_ origin: Snapshot, entries: [EntryText]) {
    let files = origin.volumes.flatMap(\.items).filter { $0.kind == .file }.map(\.path)
    outside = files.filter { !Self.isInside($0) }
    others = origin.mentions.files
    let kernels = files.filter { Self.folder($0) == "efi/nixos" }.map {
      ($0, Array($0.name.lowercased().utf8))
    }
    for entry in entries where !entry.bytes.isEmpty {
      let text = String(decoding: entry.bytes, as: UTF8.self).lowercased()
      mentioned[entry.path] = (
        entry.bytes, kernels.filter { text.contains(String(decoding: $0.1, as: UTF8.self)) }.map(\.0)
      )
    }
  }

  /// Every file that an entry or another file mentions which is still there.
  func needed(by entries: [EntryText], _ state: Snapshot) -> [(by: VolumePath, file: VolumePath)] {
    var needed: [(by: VolumePath, file: VolumePath)] = []
    for entry in entries {
      guard let known = mentioned[entry.path], known.text == entry.bytes else { continue }
      needed += known.files.map { (entry.path, $0) }
    }
    for (by, files) in others { needed += files.filter { Self.folder($0) == "efi/nixos" }.map { (by, $0) } }
    return needed
  }

  private static func folder(_ path: VolumePath) -> String {
    path.components.dropLast().joined(separator: "/").lowercased()
  }

  private static func isInside(_ path: VolumePath) -> Bool {
    let name = path.name.lowercased()
    let isShort = name.hasPrefix("lb") && name.hasSuffix(".tmp") && name.utf8.count == 12
    switch folder(path) {
    case "efi/nixos": return name.contains(".efi") && hasDigest(name) || isShort
    case "loader/entries":
      let isNamed = name.contains("-generation-") || hasDigest(String(name.dropFirst("nixos-".count)))
      return name.hasPrefix("nixos-") && (isNamed || name.hasSuffix(".tmp")) || isShort
    case "loader": return ["loader.conf", "loader.tmp", "loader.conf.tmp"].contains(name) || isShort
    case "efi/systemd", "efi/boot": return isShort
    default: return false
    }
  }

  /// 32 letters and digits in front that are no word.
  private static func hasDigest(_ name: String) -> Bool {
    name.utf8.count > 40 && name.prefix(32).allSatisfy { $0.isLetter || $0.isNumber }
  }
}
