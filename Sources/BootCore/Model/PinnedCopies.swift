import Formats

/// Generations that are there only because a pin made them: `lifeboot pin` gives the pinned system a profile of its
/// own.
///
/// The pinned generation says all that there is to say about it, so a list for people has one row of it.
public enum PinnedCopies {
  /// Those whose system a pinned generation has that is listed itself.
  public static func ids(_ snapshot: Snapshot) -> Set<GenerationID> {
    let pinned = Set(snapshot.marks.filter { $0.value.contains(.pinned) }.keys)
    var copies: Set<GenerationID> = []
    for original in snapshot.generations.lazy.map(\.id) where pinned.contains(original) {
      let name = profileName(of: original)
      let profile = snapshot.profiles.first { $0.name.text == name }
      copies.formUnion((profile?.generations ?? []).map(\.id).filter { $0.toplevel == original.toplevel })
    }
    return copies
  }

  /// `ids` without the copies of others among them.
  static func without(copiesIn ids: some Sequence<GenerationID>) -> Set<GenerationID> {
    let all = Set(ids)
    let names = Dictionary(
      all.map { (ByteText(profileName(of: $0)), $0.toplevel) }, uniquingKeysWith: { first, _ in first })
    return all.filter { !ByteText.equal(names[ByteText($0.profile.text)], $0.toplevel) }
  }

  /// The profile that a pin of `id` makes.
  public static func profileName(of id: GenerationID) -> String {
    id.profile == .system ? "pinned_\(id.number)" : "pinned_\(id.profile)_\(id.number)"
  }
}
