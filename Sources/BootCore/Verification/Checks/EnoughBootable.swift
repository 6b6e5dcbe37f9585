/// There are verified bootable generations to fall back to.
public enum EnoughBootable: Check {
  public static let ids = ["none-bootable", "few-bootable", "none-judged"]

  public static func check(_ context: CheckContext) -> [Finding] {
    let copies = PinnedCopies.ids(context.snapshot)
    let all = context.snapshot.generations.map(\.id).filter { !copies.contains($0) }
    guard !all.isEmpty, !context.snapshot.volumes.isEmpty else { return [] }
    let states = all.map { context.map.bootability(of: $0) }
    let bootable = states.count { $0 == .yes }
    let unjudged = states.count { $0 == .unknown }
    if bootable == 0 && unjudged > 0 { return [noneJudged(all, unjudged, context)] }
    if bootable == 0 { return [noneBootable(all, context)] }
    guard bootable < min(context.thresholds.warnBootable, all.count) else { return [] }
    let others = unjudged == 0 ? "if it fails there is no way back" : "\(unjudged) more could not be judged"
    return [
      Finding(
        id: "few-bootable", severity: .warning, subject: "generations",
        message: "only \(bootable) of \(all.count) generations boots; \(others)",
        remedy: .repair)
    ]
  }

  /// Boot counting that gave up every entry is not damage of any: the loader takes the first all the same.
  private static func noneBootable(_ all: [GenerationID], _ context: CheckContext) -> Finding {
    let isGivenUp =
      context.nextEntry.map { $0.verdict == .boots && $0.entry.isBad && $0.entry.hidden == nil } ?? false
    return Finding(
      id: "none-bootable", severity: isGivenUp ? .warning : .critical, subject: "generations",
      message: isGivenUp
        ? "boot counting gave up each entry that is whole: the loader takes the first of them all the same"
        : "none of \(all.count) generations could be verified as bootable",
      remedy: isGivenUp ? .person("find out why they fail; a boot that comes up ends the counting") : .repair)
  }

  /// They may all boot; nothing says so, and nothing speaks against it.
  private static func noneJudged(_ all: [GenerationID], _ unjudged: Int, _ context: CheckContext) -> Finding {
    let why = all.reversed().lazy.compactMap { context.map.doubt(about: $0) }.first ?? ""
    return Finding(
      id: "none-judged", severity: .warning, subject: "generations",
      message:
        "whether the machine comes back cannot be told: \(unjudged) of \(all.count) generations could not be judged "
        + "(\(why)), and prune lets none of those go",
      remedy: .rebuild.unless("that is meant"))
  }
}
