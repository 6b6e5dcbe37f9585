/// The entry that the next boot takes exists, and what it needs is whole.
public enum NextBootResolves: Check {
  public static let ids = ["next-boot-nothing", "next-boot-broken", "default-missing"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard !context.snapshot.volumes.isEmpty else { return [] }
    return (nothing(context) ?? broken(context)).map { [$0] + missing(context) } ?? missing(context)
  }

  private static func nothing(_ context: CheckContext) -> Finding? {
    let next = context.map.nextBoot
    guard next.next == nil || next.oneShot == nil && next.isLeftToLoader else { return nil }
    let what = next.lasting.flatMap { NextBoot.automaticTitle($0.text) }
    return Finding(
      id: "next-boot-nothing", severity: .critical, subject: "boot menu",
      message: "it has no entry: the next reboot "
        + (what.map { "takes \($0), which the loader offers by itself" } ?? "ends in the firmware"),
      remedy: .repair)
  }

  private static func broken(_ context: CheckContext) -> Finding? {
    guard let entry = context.nextEntry, case .doesNotBoot(let damages) = entry.verdict,
      let first = damages.first
    else { return nil }
    return Finding(
      id: "next-boot-broken", severity: .critical, subject: entry.entry.id.text,
      message: "the next boot takes this entry, and \(first.message): the next reboot fails",
      remedy: DamageRemedy.remedy(first, entry, context.snapshot))
  }

  private static func missing(_ context: CheckContext) -> [Finding] {
    context.map.nextBoot.misses.map { miss in
      let next = context.map.nextBoot.next?.text ?? "nothing"
      let isLoaders = NextBoot.automaticTitle(VolumePath.fold(miss.pattern)) != nil
      return Finding(
        id: "default-missing", severity: .warning, subject: miss.choice.rawValue,
        message:
          "it names \(miss.pattern), which is not in the menu\(isLoaders ? " any more" : ""); the next boot takes \(next) instead",
        remedy: remedy(miss.choice))
    }
  }

  private static func remedy(_ choice: BootChoice) -> Remedy {
    switch choice {
    case .oneShot: Remedy(.repair).or(.clear(.oneShot))
    case .preferredVariable: Remedy(.repair).or(.clear(.preferred))
    case .defaultVariable: Remedy(.repair).or(.clear(.default))
    case .preferredConfiguration, .defaultConfiguration, .firstInOrder, .nothing:
      .repair
    }
  }
}
