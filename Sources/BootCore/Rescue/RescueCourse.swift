/// The way from closed disks to a system that can be mounted, one turn after the other: each is decided from what can
/// be seen then.
public struct RescueCourse: Sendable {
  /// What happens when a layer cannot be opened.
  public enum Insistence: Sendable, Hashable {
    /// Nothing can go on without it.
    case needed
    /// It may be the right one: a passphrase is asked for, and without one it stays closed.
    case likely
    /// Nobody is asked: a passphrase that was given before may fit.
    case silent
  }

  public enum Turn: Sendable, Hashable {
    case open(ClosedLayer, Insistence)
    case mount(FoundSystem)
  }

  /// What the user named; nil for whatever there is.
  public var device: String?
  public var choice: LayerChoice
  /// What could not be opened, and is left closed.
  public var left: Set<ClosedLayer> = []

  public init(device: String?, _ choice: LayerChoice) {
    self.device = device
    self.choice = choice
  }

  /// - Throws: `RescueProblem` where nothing can be opened and nothing mounted, or the user has to say what is meant.
  public func next(_ survey: DiskSurvey) throws(RescueProblem) -> Turn {
    let closed = closed(survey)
    let layers = relevant(closed, survey)
    guard let system = try system(survey, layers) else {
      guard let layer = OpeningOrder(survey.storage).first(of: layers) else { throw survey.none(device) }
      return .open(layer, layers.count > 1 ? .likely : .needed)
    }
    let needs = LayerNeeds(
      system: system, storage: Self.storage(survey, for: system), choice: choice, closed: closed)
    if let need = needs.next() { return .open(need.layer, need.insistence) }
    return .mount(system)
  }

  /// Every layer that would be opened without knowing what is in any: what can be said before the first.
  public func outlook(_ survey: DiskSurvey) -> [ClosedLayer] {
    relevant(closed(survey), survey).filter { $0.kind != .luksHeader }
  }

  /// The devices with the names that the system gives to them.
  public static func storage(_ survey: DiskSurvey, for system: FoundSystem) -> StorageMap {
    GivenNames(system: system, storage: survey.storage).applied()
  }

  /// The steps that open a layer, under the name that the system has for it where that is known.
  public func steps(opening layer: ClosedLayer, _ survey: DiskSurvey) throws(RescueProblem) -> [RescueStep] {
    var choice = choice
    let system = survey.systems(named: device).first(where: \.isAtItsPlace)
    if layer.kind == .luks, let system, let luks = layer.devices.first.flatMap({ survey.storage[$0] }) {
      choice.mapperName = GivenNames(system: system, storage: survey.storage).name(of: luks)
    }
    // A header belongs to the volume that was named; every other one would open to nothing that makes sense.
    let named = device.map { survey.storage.devices(named: $0) } ?? []
    if !named.contains(where: { layer.devices.contains($0.path) }) { choice.header = nil }
    return try LayerPlanner(survey.storage).steps(opening: layer, choice)
  }

  private func closed(_ survey: DiskSurvey) -> [ClosedLayer] {
    var closed = survey.closed
    if choice.header != nil, let device {
      let data = survey.storage.devices(named: device).filter { $0.type == nil && $0.upper.isEmpty }
      closed += data.map { ClosedLayer(.luks, devices: [$0.path]) }
      closed.removeAll { $0.kind == .luksHeader }
    }
    return closed.filter { !left.contains($0) }
  }

  /// Nil when something has to be opened first.
  private func system(_ survey: DiskSurvey, _ layers: [ClosedLayer]) throws(RescueProblem) -> FoundSystem? {
    if survey.systems(named: device).isEmpty && !layers.isEmpty { return nil }
    return try survey.chosen(device)
  }

  /// Layers on what the user named; all of them when nothing was. Where that is open and has no store, the store may
  /// be elsewhere, and name it.
  private func relevant(_ closed: [ClosedLayer], _ survey: DiskSurvey) -> [ClosedLayer] {
    guard let device else { return closed }
    let places = DiskSurvey.places(device, survey.storage)
    let on = closed.filter { layer in
      switch layer.kind {
      case .pool(let name), .dataset(let name):
        return device == name || device.hasPrefix(name + "/") || name.hasPrefix(device + "/")
          || layer.devices.contains { places.contains($0) }
      case .luks, .luksHeader, .volumeGroup, .array: return layer.devices.contains { places.contains($0) }
      }
    }
    let isElsewhere = on.isEmpty && survey.systems(named: device).isEmpty
    return isElsewhere ? closed.filter { $0.kind != .luksHeader } : on
  }
}
