import Formats

/// Entries say what NixOS wrote into them.
public enum EntriesUnaltered: Check {
  public static let ids = ["entry-altered", "entry-edited"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let chain = context.snapshot.chain else { return [] }
    let changed = chain.entryDigests.sorted { $0.key < $1.key }.filter { path, digest in
      NixOSEntryName(path.name) != .contentHash(digest)
    }
    return changed.map { altered($0.key) } + edited(context, except: Set(changed.map(\.key)))
  }

  private static func altered(_ path: VolumePath) -> Finding {
    Finding(
      id: "entry-altered", severity: .warning, subject: "\(path)",
      message: "its name is the digest of other contents: it was edited or damaged after it was written",
      remedy: .repair)
  }

  /// Somebody's own change of the kernel's parameters is no fault, but the next rebuild takes it back.
  private static func edited(_ context: CheckContext, except altered: Set<VolumePath>) -> [Finding] {
    context.map.entries.compactMap { entry in
      guard !entry.uses.isEmpty, entry.entry.kind == .type1, !altered.contains(entry.entry.path),
        let said = options(of: entry, context.snapshot), let wanted = wanted(entry, context.snapshot),
        said != wanted
      else { return nil }
      return Finding(
        id: "entry-edited", severity: .info, subject: entry.entry.id,
        message: "its kernel parameters are not those of its system; the next rebuild writes it anew",
        remedy: Remedy(.person("put them into the configuration")).unless("this is meant for now"))
    }
  }

  private static func options(of entry: AttributedEntry, _ snapshot: Snapshot) -> [Substring]? {
    guard case .bytes(let bytes) = snapshot.smallFiles[entry.entry.path] else { return nil }
    return (try? Type1Entry(parsing: bytes))?.options?.split(separator: " ")
  }

  private static func wanted(_ entry: AttributedEntry, _ snapshot: Snapshot) -> [Substring]? {
    guard let toplevel = snapshot.toplevel(at: entry.entry.toplevel) else { return nil }
    return (["init=\(toplevel.path)/init"] + toplevel.kernelParams).joined(separator: " ").split(
      separator: " ")
  }
}
