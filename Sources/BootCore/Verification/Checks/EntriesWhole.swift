/// Every entry of this system names files that are there and whole.
public enum EntriesWhole: Check {
  public static let ids = ["entry-broken", "entry-bad"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.map.entries.filter(\.isOurs).flatMap { entry in broken(entry, context) + bad(entry) }
  }

  private static func broken(_ entry: AttributedEntry, _ context: CheckContext) -> [Finding] {
    guard case .generations = entry.owner, case .doesNotBoot(let damages) = entry.verdict,
      let first = damages.first, entry.entry.id != context.map.nextBoot.next
    else { return [] }
    return [
      Finding(
        id: "entry-broken", severity: .warning, subject: entry.entry.id.text,
        message: "\(first.message): choosing it in the menu fails",
        remedy: DamageRemedy.remedy(first, entry, context.snapshot))
    ]
  }

  private static func bad(_ entry: AttributedEntry) -> [Finding] {
    guard entry.entry.isBad else { return [] }
    return [
      Finding(
        id: "entry-bad", severity: .warning, subject: entry.entry.id.text,
        message: "boot counting gave it up after \(entry.entry.counter?.done ?? 0) failed boots",
        remedy: .person("keep an older generation until you know why it failed"))
    ]
  }
}
