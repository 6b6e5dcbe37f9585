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
