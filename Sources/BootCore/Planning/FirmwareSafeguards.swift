import Formats

/// What a plan may change in the firmware's variables: load options of our own loader on the mounted ESP, and the order
/// without losing anything that is in it.
struct FirmwareSafeguards {
  private let map: FirmwareMap?

  init(_ snapshot: Snapshot) {
    map = FirmwareMap(snapshot, loader: BootLoaders.present(in: snapshot))
  }

  /// The first step that would change what is not ours; nil when they may all run.
  func refusal(of steps: [Step]) -> Refusal? {
    let removed = Set(steps.compactMap(\.removedOption))
    for step in steps {
      switch step {
      case .setBootOption(let number, let old, let new):
        if let problem = problem(setting: number, from: old, to: new) { return refuse(step, problem) }
      case .removeBootOption(let number, let old):
        if let problem = problem(removing: number, old, removed) { return refuse(step, problem) }
      case .setBootOrder(let old, let new):
        if let problem = problem(ordering: old, new, removed) { return refuse(step, problem) }
      case .stage, .recopy, .makeDirectory, .publish, .replace, .point, .retireEntry, .retireLink, .sweep:
        continue
      }
    }
    return nil
  }

  private func refuse(_ step: Step, _ message: String) -> Refusal {
    Refusal(
      .foreignUntouched, subject: step.subject, message: message,
      remedy: .reportPlan)
  }

  private func problem(setting number: BootNumber, from old: [UInt8]?, to new: [UInt8]) -> String? {
    guard let map, let partition = map.partition?.node else { return "the ESP's partition is not known" }
    guard map.boot.option(number)?.bytes == old else { return "it is not what the plan was made for" }
    if let kind = map.option(number)?.kind, kind != .own, kind != .lost {
      return "it belongs to something else"
    }
    let made = BootOption(number: number, bytes: new)
    guard made.partition == partition, made.file.map(VolumePath.fold) == VolumePath.fold(map.program.path)
    else {
      return "it would not start the loader on the mounted ESP"
    }
    return nil
  }

  private func problem(removing number: BootNumber, _ old: [UInt8], _ removed: Set<BootNumber>) -> String? {
    guard let map, let option = map.option(number), option.option.bytes == old else {
      return "it is not what the plan was made for"
    }
    switch option.kind {
    case .own:
      guard map.isInstallers(option) else { return "somebody made it by hand" }
      return map.own.allSatisfy { removed.contains($0.number) } ? "no other one starts the loader" : nil
    case .lost, .sameLoader, .foreign: return "it belongs to something else"
    }
  }

  /// The same numbers in the same order, but for those that are removed and for one that moves to the front.
  private func problem(ordering old: [UInt8]?, _ new: [UInt8], _ removed: Set<BootNumber>) -> String? {
    guard let map, map.boot.orderBytes == old else { return "it is not what the plan was made for" }
    guard let after = try? BootOrder(parsing: new) else { return "it is no list of numbers" }
    let stays = map.boot.order.filter { !removed.contains($0) }
    if after.numbers == stays { return nil }
    guard let first = after.numbers.first else { return "it would lose an option" }
    return Array(after.numbers.dropFirst()) == stays.filter { $0 != first } ? nil : "it would lose an option"
  }
}
