import Formats

/// Each entry's kernel is of the version that its system has modules for.
///
/// A kernel without its modules starts and then finds neither file systems nor network.
public enum KernelsMatchModules: Check {
  public static let ids = ["kernel-modules-differ"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let chain = context.snapshot.chain else { return [] }
    let modules = versions(context.snapshot)
    return context.map.entries.compactMap { entry in
      guard entry.isOurs, let wanted = entry.entry.toplevel.flatMap({ modules[ByteText($0)] }),
        let path = entry.entry.uses.first(where: { $0.part == .kernel })?.path,
        case .kernel(_, _, let found?) = chain.kernels[path], found != wanted
      else { return nil }
      let isNext = entry.entry.id == context.map.nextBoot.next
      return Finding(
        id: "kernel-modules-differ", severity: isNext ? .critical : .warning, subject: entry.entry.id.text,
        message:
          "its kernel is \(found), its system has modules for \(wanted): it starts without its drivers",
        remedy: .repair)
    }
  }

  private static func versions(_ snapshot: Snapshot) -> [ByteText: String] {
    var versions: [ByteText: String] = [:]
    for toplevel in snapshot.generations.compactMap(\.toplevel) {
      for one in [toplevel] + toplevel.specialisations.map(\.toplevel) {
        versions[ByteText(one.path)] = one.modulesVersion
      }
    }
    return versions
  }
}
