import Apply
import BootCore
import Linux
import Scan

/// Opens what is closed until a system is found, then mounts it.
struct RescueMounting {
  let target: String
  let device: String?
  let options: MountOptions
  let report: RescueReport

  /// More layers than this on one another are a mistake in this program.
  private static let layerLimit = 32

  /// What can be said before anything is opened.
  func plan() throws(Failure) -> (plan: RescuePlan, system: FoundSystem?) {
    let search = try search()
    let layers = relevant(search)
    if let system = try found(search, layers) { return (try plan(system, search), system) }
    do throws(RescueProblem) {
      let planner = LayerPlanner(search.storage)
      var steps: [RescueStep] = []
      for layer in layers { steps += try planner.steps(opening: layer, options.layers(target)) }
      return (
        RescuePlan(
          steps: steps,
          notes: ["what comes next stands in what is closed now, and is shown before it is done"]), nil
      )
    } catch {
      throw Failure(error)
    }
  }

  /// - Parameter approve: is asked before anything is mounted, when it is known what would be.
  /// - Returns: the system that is mounted now.
  func carryOut(
    _ executor: inout RescueExecutor, approve: (RescuePlan, FoundSystem) throws -> Void = { _, _ in }
  ) throws -> FoundSystem {
    for _ in 0..<Self.layerLimit {
      let search = try search()
      let layers = relevant(search)
      if let system = try found(search, layers) {
        let plan = try plan(system, search)
        try approve(plan, system)
        report.note(plan.notes)
        try executor.carryOut(plan.steps)
        try executor.goOn()
        return system
      }
      let steps = try LayerPlanner(search.storage).steps(opening: try next(layers), options.layers(target))
      try executor.carryOut(steps)
    }
    throw Failure(
      subject: device ?? "the disks", message: "opening one layer after the other does not end",
      remedy: Remedy(.rescue(.find, []), note: "this shows what is open"))
  }

  /// The device that was named first, so that a failing disk beside it is left alone. Where it has no store, the store
  /// may be elsewhere, and name it.
  private func search() throws(Failure) -> RescueSearch {
    let search = try RescueSearch.look(seen)
    guard search.systems.isEmpty, !seen.isEmpty, relevant(search).isEmpty else { return search }
    return try RescueSearch.look()
  }

  /// A pool or a data set is no device that can be looked into by name.
  private var seen: [String] { isZFS ? [] : device.map { [$0] } ?? [] }

  private var isZFS: Bool {
    guard let device, !device.hasPrefix("/"), !device.contains("=") else { return false }
    guard let storage = try? StorageScan.storage() else { return false }
    let pool = device.split(separator: "/").first.map(String.init) ?? device
    return storage.pools.contains(pool)
      || storage.devices.contains { $0.type == "zfs_member" && $0.label == pool }
  }

  /// Nil when something has to be opened first.
  private func found(_ search: RescueSearch, _ layers: [ClosedLayer]) throws(Failure) -> FoundSystem? {
    let isThere = search.systems.contains { system in
      guard let device else { return true }
      return isZFS
        ? system.device == device || system.device.hasPrefix(device + "/")
        : search.isOn(device, system)
    }
    if !isThere && !layers.isEmpty { return nil }
    return try search.chosen(isZFS ? zfsName(search) : device)
  }

  /// The data set meant by a pool's name, when only one of it has a system.
  private func zfsName(_ search: RescueSearch) -> String? {
    let below = search.systems.map(\.device).filter { $0 == device || $0.hasPrefix((device ?? "") + "/") }
    return below.count == 1 ? below[0] : device
  }

  /// Layers on what the user named; all of them when nothing was.
  private func relevant(_ search: RescueSearch) -> [ClosedLayer] {
    guard let device else { return search.closed }
    let places = RescueSearch.places(device, search.storage)
    return search.closed.filter { layer in
      switch layer.kind {
      case .pool(let name), .dataset(let name):
        return device == name || device.hasPrefix(name + "/") || name.hasPrefix(device + "/")
          || layer.devices.contains { places.contains($0) }
      case .luks, .volumeGroup, .array: return layer.devices.contains { places.contains($0) }
      }
    }
  }

  /// What needs no secret is opened first; which of several secrets is meant is asked, not guessed.
  private func next(_ layers: [ClosedLayer]) throws(Failure) -> ClosedLayer {
    if let open = layers.first(where: { !$0.isSecret }) { return open }
    if layers.count == 1 { return layers[0] }
    throw Failure(
      .refused, subject: device ?? "the disks",
      message: "more than one thing is encrypted: \(layers.map(\.name).joined(separator: ", "))",
      remedy: Remedy(.rescue(.mount, [layers.first?.devices.first ?? "DEVICE"]), note: "say which one"))
  }

  private func plan(_ system: FoundSystem, _ search: RescueSearch) throws(Failure) -> RescuePlan {
    do throws(RescueProblem) {
      return try MountPlanner(system, storage: search.storage, options.mounts(target, HostScan.host())).plan()
    } catch {
      throw Failure(error)
    }
  }
}
