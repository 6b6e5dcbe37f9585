import Formats

/// Of which eras can the machine's installer be?
///
/// Its own text says it, where it can be read. Else the entries on the disk do: their names, and those of the current
/// generation before all others, since the installer that ran last wrote that one.
public struct InstallerForm: Sendable, Hashable {
  public enum Basis: Sendable, Hashable { case installer, entries, nothing }

  /// One where the text says it; several where entries or nothing at all do, and then the worst counts.
  public let eras: [InstallerEra]
  public let basis: Basis

  public init(_ snapshot: Snapshot, map: BootMap) {
    if snapshot.installer.era != .unknown {
      eras = [snapshot.installer.era]
      basis = .installer
      return
    }
    let current = (snapshot.mainProfile?.current).map { map.entries(of: $0.id).map(\.entry.path) } ?? []
    // One that was damaged still says by its name which installer wrote it.
    let all = map.entries.filter(\.isOurs).map(\.entry.path) + map.notUnderstood.map(\.path)
    let said = Self.forms(current).union(current.isEmpty ? Self.forms(all) : [])
    // The default that is lost was written by the installer that ran last.
    let lost = map.nextBoot.misses.filter(\.isExact).map(\.pattern)
    let forms = said.isEmpty ? Self.forms(all).union(lost.compactMap(Self.form)) : said
    // Only the newer installer deletes the older one's entries, so both mean that the older one ran last, or that the
    // newer one did not finish.
    eras =
      switch (forms.contains(.named), forms.contains(.hashed)) {
      case (true, false): [.removesStaleFirst, .wipesFirst]
      case (false, true): [.collectsFirst, .collectsLast]
      case (true, true): current.isEmpty ? [.removesStaleFirst, .wipesFirst] : Self.any
      case (false, false): Self.any
      }
    basis = forms.isEmpty ? .nothing : .entries
  }

  /// Entries are named by a digest of their text.
  public var isHashed: Bool { eras.first.map(\.isHashed) ?? false }

  private static let any: [InstallerEra] = [.removesStaleFirst, .collectsFirst, .collectsLast]

  private enum Form { case named, hashed }

  private static func forms(_ paths: [VolumePath]) -> Set<Form> {
    var forms: Set<Form> = []
    for path in paths where path.isDirectlyIn("/loader/entries") {
      if let form = form(path.name) { forms.insert(form) }
    }
    return forms
  }

  private static func form(_ name: String) -> Form? {
    switch NixOSEntryName(name) {
    case .generation: .named
    case .contentHash: .hashed
    case .other: nil
    }
  }
}

extension InstallerEra {
  /// From NixOS 26.11 on.
  public var isHashed: Bool { self == .collectsFirst || self == .collectsLast }
}
