/// An entry that boots stands also for the generations that share its system and have no entry of their own that does:
/// while they stay it is what starts them, so it goes only with the last of them.
struct StandInEntries {
  private var own: Set<EntryUse> = []
  private let owners: OwnerIndex

  init(_ entries: [AttributedEntry], _ owners: OwnerIndex) {
    self.owners = owners
    for entry in entries where entry.isDependable { own.formUnion(entry.uses) }
  }

  /// `entries`, which this was made from and which are in menu order, with the generations that the first of them
  /// stands for as well.
  func joined(_ entries: [AttributedEntry]) -> [AttributedEntry] {
    var own = own
    return entries.map { entry in
      guard entry.isDependable, !entry.uses.isEmpty, let toplevel = entry.entry.toplevel else { return entry }
      let lacking = owners.uses(of: toplevel).filter { !own.contains($0) }
      guard !lacking.isEmpty else { return entry }
      own.formUnion(lacking)
      var joined = entry
      joined.owner = .generations((entry.uses + lacking).sorted())
      return joined
    }
  }
}
