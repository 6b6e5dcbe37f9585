import Formats

/// Which files below `loader/entries` NixOS's installer writes: by place and name. All others are their author's,
/// whatever they start.
struct InstallerEntries {
  private let profiles: Set<ProfileName>
  private let specialisations: Set<ByteText>

  init(_ snapshot: Snapshot) {
    profiles = Set(snapshot.profiles.map { ProfileName(VolumePath.fold($0.name.text)) } + [.system])
    specialisations = Set(
      snapshot.generations.compactMap(\.toplevel).flatMap(\.specialisations).map {
        ByteText(VolumePath.fold($0.name))
      })
  }

  /// - Parameter title: of the entry. A profile or a specialisation that nobody knows any more has to stand there too,
  ///   as the installer writes it (nixos-boot-facts 3.2.2); else somebody chose a name of that form.
  func isOne(_ path: VolumePath, title: String?) -> Bool {
    guard path.isDirectlyIn("/loader/entries") else { return false }
    switch NixOSEntryName(path.name) {
    case .contentHash: return true
    case .other: return false
    case .generation(let name, isAmbiguous: _):
      let said = VolumePath.fold(title ?? "")
      func isKnown(_ word: String?, _ known: (String) -> Bool, _ open: String, _ close: String) -> Bool {
        guard let word = word.map(VolumePath.fold) else { return true }
        return known(word) || said.hasSuffix(open + word + close) || said.contains(open + word + close + " ")
      }
      return isKnown(name.profile, { profiles.contains(ProfileName($0)) }, "[", "]")
        && isKnown(name.specialisation, { specialisations.contains(ByteText($0)) }, "(", ")")
    }
  }
}
