import Formats

/// Entries say what NixOS wrote into them.
public enum EntriesUnaltered: Check {
  public static let ids = ["entry-altered"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let chain = context.snapshot.chain else { return [] }
    let changed = chain.entryDigests.sorted { $0.key < $1.key }.filter { path, digest in
      NixOSEntryName(path.name) != .contentHash(digest)
    }
    return changed.map { altered($0.key) }
  }

  private static func altered(_ path: VolumePath) -> Finding {
    Finding(
      id: "entry-altered", severity: .warning, subject: "\(path)",
      message: "its name is the digest of other contents: it was edited or damaged after it was written",
      remedy: .repair)
  }
}
