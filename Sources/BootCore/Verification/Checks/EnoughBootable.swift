/// There are verified bootable generations to fall back to.
public enum EnoughBootable: Check {
  public static let ids = ["none-bootable", "few-bootable"]

  public static func check(_ context: CheckContext) -> [Finding] {
    let all = context.snapshot.generations.map(\.id)
    guard !all.isEmpty, !context.snapshot.volumes.isEmpty else { return [] }
    let bootable = all.filter { context.map.bootability(of: $0) == .yes }.count
    if bootable == 0 {
      return [
        Finding(
          id: "none-bootable", severity: .critical, subject: "generations",
          message: "none of \(all.count) generations could be verified as bootable",
          remedy: .repair)
      ]
    }
    guard bootable < min(context.thresholds.warnBootable, all.count) else { return [] }
    return [
      Finding(
        id: "few-bootable", severity: .warning, subject: "generations",
        message: "only \(bootable) of \(all.count) generations boots; if it fails there is no way back",
        remedy: .repair)
    ]
  }
}
