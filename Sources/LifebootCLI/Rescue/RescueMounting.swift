import Apply
import BootCore
import Linux
import Scan

/// Opens what is closed until a system can be mounted, then mounts it. What comes next is decided in the core, by what
/// is seen then.
struct RescueMounting {
  let target: String
  let device: String?
  let options: MountOptions
  let report: RescueReport

  /// More layers than this on one another are a mistake in this program.
  private static let layerLimit = 32

  private var course: RescueCourse { RescueCourse(device: device, options.layers(target)) }

  /// What can be said before anything is opened.
  func plan() throws(Failure) -> (plan: RescuePlan, system: FoundSystem?) {
    let survey = try search()
    var course = course
    var steps: [RescueStep] = []
    do throws(RescueProblem) {
      for _ in 0..<Self.layerLimit {
        switch try course.next(survey) {
        case .mount(let system):
          if steps.isEmpty { return (try mounts(system, survey), system) }
          return (opening(steps), nil)
        case .open(let layer, _):
          guard !survey.systems(named: device).isEmpty else {
            for layer in course.outlook(survey) { steps += try course.steps(opening: layer, survey) }
            return (opening(steps), nil)
          }
          steps += try course.steps(opening: layer, survey)
          course.left.insert(layer)
        }
      }
    } catch {
      guard steps.isEmpty else { return (opening(steps), nil) }
      throw Failure(error)
    }
    throw endless
  }

  private func opening(_ steps: [RescueStep]) -> RescuePlan {
    RescuePlan(
      steps: steps, notes: ["what comes next stands in what is closed now, and is shown before it is done"])
  }

  /// - Parameter approve: is asked before anything is mounted, when it is known what would be.
  /// - Returns: the system that is mounted now.
  func carryOut(
    _ executor: inout RescueExecutor, approve: (RescuePlan, FoundSystem) throws -> Void = { _, _ in }
  ) throws -> FoundSystem {
    var course = course
    var failed: [RescueFailure] = []
    for _ in 0..<Self.layerLimit {
      let survey = try search()
      switch try next(course, survey, failed) {
      case .open(let layer, let insistence):
        failed += try open(layer, insistence, &course, survey, &executor).map { [$0] } ?? []
      case .mount(let system):
        let plan = try mounts(system, survey)
        try approve(plan, system)
        report.note(plan.notes)
        try executor.carryOut(plan.steps)
        try executor.goOn()
        return system
      }
    }
    throw endless
  }

  /// Where there is no system because something could not be opened, that is what has to be mended.
  private func next(
    _ course: RescueCourse, _ survey: DiskSurvey, _ failed: [RescueFailure]
  ) throws -> RescueCourse.Turn {
    do {
      return try course.next(survey)
    } catch {
      guard survey.systems.isEmpty, let first = failed.first else { throw error }
      throw first
    }
  }

  private var endless: Failure {
    Failure(
      subject: device ?? "the disks", message: "opening one layer after the other does not end",
      remedy: Remedy(.rescue(.find, []), note: "this shows what is open"))
  }

  /// What cannot be opened and need not be is left closed.
  ///
  /// - Returns: why it was left closed.
  private func open(
    _ layer: ClosedLayer, _ insistence: RescueCourse.Insistence, _ course: inout RescueCourse,
    _ survey: DiskSurvey, _ executor: inout RescueExecutor
  ) throws -> RescueFailure? {
    // Whatever comes of it, it is not tried twice.
    course.left.insert(layer)
    let isSecret = layer.isSecret && options.keyFile == nil
    if insistence == .silent, isSecret, !executor.passphrases.isAnyKnown { return nil }
    executor.passphrases.isSilent = insistence == .silent
    defer { executor.passphrases.isSilent = false }
    do {
      try executor.carryOut(try course.steps(opening: layer, survey))
      return nil
    } catch let error as RescueFailure where insistence != .needed {
      try executor.goOn()
      report.note(["\(layer.name) stays closed: \(KnownError.line(of: error.complaint, about: nil))"])
      return error
    }
  }

  /// The device that was named first, so that a failing disk beside it is left alone. Where it has no store, the store
  /// may be elsewhere, and name it.
  private func search() throws(Failure) -> DiskSurvey {
    guard let device, !isZFS(device) else { return try RescueSearch.look() }
    let survey = try RescueSearch.look([device])
    guard survey.systems.isEmpty, isOpen(device, survey) else { return survey }
    return try RescueSearch.look()
  }

  /// Nothing on the device is closed.
  private func isOpen(_ device: String, _ survey: DiskSurvey) -> Bool {
    let places = DiskSurvey.places(device, survey.storage)
    return !survey.closed.contains { $0.devices.contains { places.contains($0) } }
  }

  /// A pool or a data set is no device that can be looked into by name.
  private func isZFS(_ device: String) -> Bool {
    guard !device.hasPrefix("/"), !device.contains("="), let storage = try? StorageScan.storage() else {
      return false
    }
    let pool = device.split(separator: "/").first.map(String.init) ?? device
    return storage.pools.contains(pool)
      || storage.devices.contains { $0.type == "zfs_member" && $0.label == pool }
  }

  private func mounts(_ system: FoundSystem, _ survey: DiskSurvey) throws(RescueProblem) -> RescuePlan {
    try MountPlanner(system, storage: survey.storage, options.mounts(target, HostScan.host())).plan()
  }
}
