import Formats

/// Everything that was seen on the disks.
public struct DiskSurvey: Sendable, Hashable {
  public var storage: StorageMap
  /// Each system and each copy once.
  public var systems: [FoundSystem]
  /// Devices that could not be looked into, and why.
  public var unreadable: [String: String]
  /// Devices with a store that no profile belongs to, as an image has it that is never rebuilt in place.
  public var bareStores: [String]

  public init(
    storage: StorageMap, systems: [FoundSystem] = [], unreadable: [String: String] = [:],
    bareStores: [String] = []
  ) {
    self.storage = storage
    self.systems = SystemFolding.folded(systems)
    self.unreadable = unreadable
    self.bareStores = bareStores
  }

  public var closed: [ClosedLayer] { LayerPlanner(storage).closed }

  /// A device by its path, a tag of fstab, or the bare UUID or label, with all that was made from it; of
  /// `DEVICE:SUBVOLUME` the device.
  public static func places(_ name: String, _ storage: StorageMap) -> [String] {
    let whole = devices(name, storage)
    return whole.isEmpty
      ? parts(name).lazy.map { devices($0.device, storage) }.first { !$0.isEmpty } ?? [] : whole
  }

  private static func devices(_ name: String, _ storage: StorageMap) -> [String] {
    let ways = [name, "UUID=" + name, "LABEL=" + name, "PARTUUID=" + name, "PARTLABEL=" + name]
    var found = ways.lazy.map { storage.devices(named: $0) }.first { !$0.isEmpty }?.map(\.path) ?? []
    var place = 0
    while place < found.count {
      found += (storage[found[place]]?.upper ?? []).filter { !found.contains($0) }
      place += 1
    }
    return found
  }

  /// Names of devices have colons too, so every colon may be the one that parts.
  private static func parts(_ name: String) -> [(device: String, subvolume: String)] {
    name.indices.reversed().filter { name[$0] == ":" }.map { colon in
      (String(name[..<colon]), StorePlace.joined(String(name[name.index(after: colon)...]), ""))
    }
  }

  /// The systems that a user means by this name; all for no name.
  public func systems(named name: String?) -> [FoundSystem] {
    guard let name else { return systems }
    let exact = systems.filter { $0.name == name }
    if !exact.isEmpty { return exact.contains(where: \.isAtItsPlace) ? exact.filter(\.isAtItsPlace) : exact }
    let on = systems.filter { holds(name, $0) }
    let parts = Self.devices(name, storage).isEmpty ? Self.parts(name) : []
    guard let part = parts.first(where: { !Self.devices($0.device, storage).isEmpty }) else { return on }
    return on.filter { ($0.subvolume ?? "") == part.subvolume }
  }

  /// The system's store or its root is on the device of that name, or in that ZFS pool or below that data set.
  private func holds(_ name: String, _ system: FoundSystem) -> Bool {
    if system.type == "zfs" { return system.device == name || system.device.hasPrefix(name + "/") }
    let places = Self.places(name, storage)
    let root = system.table.last { $0.mountPoint == "/" }
    let roots = root.map { storage.devices(named: $0.spec).map(\.path) } ?? []
    return places.contains(system.device) || roots.contains { places.contains($0) }
  }
}

extension DiskSurvey {
  /// The system that is meant: the only one there is, or the one named.
  ///
  /// - Throws: `RescueProblem` where there is none, or more than one.
  public func chosen(_ name: String?) throws(RescueProblem) -> FoundSystem {
    let candidates = systems(named: name)
    let proper = candidates.filter(\.isAtItsPlace)
    let best = proper.isEmpty ? candidates : proper
    if best.count == 1 { return best[0] }
    if best.isEmpty { throw none(name) }
    throw RescueProblem(
      .refused, subject: name ?? "the disks",
      message: "there are \(best.count) NixOS systems: \(Self.list(best))",
      remedy: Remedy(
        ways: best.map { system in
          let host = system.hostName ?? system.name
          return Remedy.Way(
            [.here(["lifeboot", "rescue", system.name, "--apply"])], note: "if \(host) is meant")
        }))
  }

  private static func list(_ systems: [FoundSystem]) -> String {
    systems.map { system in
      let host = system.hostName.map { " (\($0))" } ?? ""
      let newest = system.generations.last.map { ", newest generation \($0.number)" } ?? ""
      return system.name + host + newest
    }.joined(separator: "; ")
  }

  /// What to say where there is no system.
  func none(_ name: String?) -> RescueProblem {
    let subject = name ?? "the disks"
    let nothing = "there is no NixOS system on what can be seen"
    if let program = storage.missingPrograms.first {
      return RescueProblem(
        .absent, subject: subject,
        message: "\(nothing), and \(program), which some of the disks need, is not here",
        remedy: Remedy(
          .here(["nix-shell", "-p", ProgramPackage.name(of: program) ?? program]), note: "get it"))
    }
    if let store = bareStores.first {
      return RescueProblem(
        .absent, subject: subject, message: "\(store) has a store and no profile: \(Self.bareStore)",
        remedy: .person("write the image once more, or its boot partition from the image"))
    }
    let shut = closed.isEmpty ? "" : "; closed: \(closed.map(\.name).joined(separator: ", "))"
    let failed = unreadable.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
    return RescueProblem(
      .absent, subject: subject, message: nothing + shut,
      remedy: .person(
        failed.isEmpty
          ? "see whether the disk that you mean is attached"
          : "these could not be looked into: " + failed.joined(separator: ", ")))
  }

  /// What such a store is.
  public static let bareStore =
    "an image that is never rebuilt in place, whose system only its boot entry or unified kernel image names"
}
