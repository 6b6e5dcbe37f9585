import Formats

/// The kernels that entries name are EFI programs for this machine's processor.
public enum KernelsBootable: Check {
  public static let ids = ["kernel-not-bootable", "kernel-architecture"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let chain = context.snapshot.chain else { return [] }
    var seen: Set<VolumePath> = []
    return ordered(context).flatMap { entry, isNext in
      kernels(of: entry).filter { seen.insert($0).inserted }.compactMap { path in
        chain.kernels[path].flatMap { finding(path, $0, isNext: isNext, context) }
      }
    }
  }

  /// The entry of the next boot first, so that a kernel that it shares is judged by it.
  private static func ordered(_ context: CheckContext) -> [(AttributedEntry, Bool)] {
    let next = context.nextEntry
    let others = context.map.entries.filter { $0.entry.path != next?.entry.path }
    return ((next.map { [($0, true)] } ?? []) + others.map { ($0, false) }).filter { $0.0.isOurs }
  }

  /// Those that are not known to be damaged anyway.
  private static func kernels(of entry: AttributedEntry) -> [VolumePath] {
    var damaged: Set<VolumePath> = []
    if case .doesNotBoot(let damages) = entry.verdict { damaged = Set(damages.compactMap(\.path)) }
    return entry.entry.uses.filter { $0.part == .kernel }.compactMap(\.path).filter { !damaged.contains($0) }
  }

  private static func finding(
    _ path: VolumePath, _ kernel: KernelFacts, isNext: Bool, _ context: CheckContext
  ) -> Finding? {
    let problem: String
    var id = "kernel-not-bootable"
    switch kernel {
    case .kernel(let machine?, _, _):
      guard let wanted = context.snapshot.architecture, let found = Architecture(machine), found != wanted
      else {
        return nil
      }
      id = "kernel-architecture"
      problem = "it is for another processor (\(found.rawValue), not \(wanted.rawValue))"
    case .kernel(nil, _, _): problem = "it has no EFI stub, which the boot loader needs to start it"
    case .other(let why): problem = "it is no kernel (\(why))"
    case .unreadable(let why): problem = "it cannot be read: \(why)"
    }
    return Finding(
      id: id, severity: isNext ? .critical : .warning, subject: "\(path)",
      message: problem + (isNext ? ": the next reboot fails" : ": choosing its entry in the menu fails"),
      remedy:
        Remedy(.repair))
  }
}
