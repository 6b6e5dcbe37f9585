/// Every entry of this system can be judged: it says what NixOS would write, and its files are the store's.
public enum EntriesJudged: Check {
  public static let ids = ["next-boot-not-judged", "entry-not-judged"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.map.entries.compactMap { entry in
      guard case .notJudged(let why) = entry.verdict else { return nil }
      let isNext = entry.entry.id == context.map.nextBoot.next
      // Of one that nobody understands, `EntriesUnderstood` says all but this.
      guard !entry.uses.isEmpty || isNext && entry.entry.notUnderstood != nil else { return nil }
      return Finding(
        id: isNext ? "next-boot-not-judged" : "entry-not-judged", severity: isNext ? .warning : .info,
        subject: entry.entry.id.text,
        message: isNext
          ? "the next boot takes this entry, and whether it boots cannot be told: \(why)"
          : "whether it boots cannot be told: \(why)",
        remedy: context.map.notUnderstood.first { $0.path == entry.entry.path }?.remedy
          ?? .rebuild.unless("that is meant"))
    }
  }
}
