/// What mends an entry that does not boot: mostly a copy from the store, or the entry written anew.
enum DamageRemedy {
  static func remedy(_ damage: BootVerdict.Damage, _ entry: AttributedEntry, _ snapshot: Snapshot) -> Remedy {
    if let path = damage.path, damage.source == nil,
      snapshot.toplevel(at: entry.entry.toplevel)?.isExtraInitrd(path) == true
    {
      return .person(
        "put \(path) back: the system wants it beside its initrd, and no store file is behind it")
    }
    return .repair
  }
}
