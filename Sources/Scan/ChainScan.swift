import BootCore
import Formats
import Linux

/// Reads what only the verification of the whole chain needs.
enum ChainScan {
  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    let entries = BootLoaders.present(in: snapshot).see(snapshot).entries
    var chain = ChainFacts(partitions: PartitionScan.partitions())
    chain.programs = ProgramScan.programs(snapshot, in: root)
    chain.kernels = ProgramScan.kernels(entries, snapshot, in: root)
    chain.loaderSources = ProgramScan.sources(snapshot, in: root)
    chain.entryDigests = entryDigests(snapshot)
    chain.seedPermissions = seedPermissions(snapshot, in: root)
    snapshot.chain = chain
    noteOverlooked(&snapshot)
  }

  /// What the verification promises to look at and could not.
  private static func noteOverlooked(_ snapshot: inout Snapshot) {
    let hashed = snapshot.smallFiles.keys.filter { path in
      guard path.isDirectlyIn("/loader/entries"), case .contentHash = NixOSEntryName(path.name) else {
        return false
      }
      return true
    }
    if !hashed.isEmpty, Digest.sha256.of([]) == nil {
      let count = hashed.count == 1 ? "1 entry that is" : "\(hashed.count) entries that are"
      snapshot.notLooked.append(
        NotLooked(
          subject: "libcrypto",
          message:
            "\(count) named after a digest of their text could not be checked: there is no SHA-256 here, "
            + "because libcrypto cannot be loaded",
          remedy:
            .person("make the libcrypto of OpenSSL known to the dynamic loader")))
    }
    if snapshot.firmware.isAvailable, snapshot.firmware.boot == nil {
      snapshot.notLooked.append(
        NotLooked(
          subject: "firmware", message: "its variables cannot be listed, so its load options are not known",
          remedy: .person("run this as root; if it stays so, look at /sys/firmware/efi/efivars")))
    }
  }

  /// Of the entries whose name is a digest, also of those that cannot be understood.
  private static func entryDigests(_ snapshot: Snapshot) -> [VolumePath: String] {
    var digests: [VolumePath: String] = [:]
    for (path, file) in snapshot.smallFiles where path.isDirectlyIn("/loader/entries") {
      guard case .contentHash = NixOSEntryName(path.name), case .bytes(let bytes) = file else { continue }
      digests[path] = Digest.sha256.hexadecimal(of: bytes)
    }
    return digests
  }

  private static func seedPermissions(_ snapshot: Snapshot, in root: borrowing Root) -> UInt32? {
    guard let volume = snapshot.loaderVolume, let seed = VolumePath(volume.role, "/loader/random-seed"),
      let item = volume.items.first(where: { $0.path == seed }),
      let directory = try? root.openDirectory(volume.mountPoint),
      let file = try? directory.openForReading(along: item.path.components.map { FileName($0) })
    else { return nil }
    return file.status.permissions
  }
}
