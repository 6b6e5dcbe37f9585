/// Every entry of this system belongs to a generation that still exists.
public enum EntriesAlive: Check {
  public static let ids = ["entry-stale"]

  public static func check(_ context: CheckContext) -> [Finding] {
    // Where all are gone, that is what has to be said.
    if GenerationsPresent.areGone(context.snapshot) { return [] }
    return context.map.entries.compactMap { entry in
      guard case .stale(let exists) = entry.owner else { return nil }
      let what =
        exists
        ? "its generation is gone, so a garbage collection can break it"
        : "its system was collected from the store: choosing it in the menu fails"
      return Finding(
        id: "entry-stale", severity: .warning, subject: entry.entry.id.text, message: what,
        remedy: .prune)
    }
  }
}
