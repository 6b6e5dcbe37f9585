import BootCore
import Scan

/// Everything that was seen on the disks.
struct RescueSearch {
  var storage: StorageMap
  var systems: [FoundSystem]
  /// Devices that could not be looked into, and why.
  var unreadable: [String: String]

  var closed: [ClosedLayer] { LayerPlanner(storage).closed }

  /// - Parameter names: devices as a user or fstab names them; none is all.
  static func look(_ names: [String] = []) throws(Failure) -> RescueSearch {
    do throws(ScanError) {
      let storage = try StorageScan.storage()
      var wanted: Set<String> = []
      for name in names {
        let found = places(name, storage)
        guard !found.isEmpty else { throw unknown(name) }
        wanted.formUnion(found)
      }
      let answer = try SystemLook.systems(on: storage) { names.isEmpty || wanted.contains($0.path) }
      return RescueSearch(storage: storage, systems: answer.systems, unreadable: answer.unreadable)
    } catch {
      throw Failure(error)
    }
  }

  /// A device by its path, a tag of fstab, or the bare UUID or label; with all that was made from it.
  static func places(_ name: String, _ storage: StorageMap) -> [String] {
    let ways = [name, "UUID=" + name, "LABEL=" + name, "PARTUUID=" + name, "PARTLABEL=" + name]
    var found = ways.lazy.map { storage.devices(named: $0) }.first { !$0.isEmpty }?.map(\.path) ?? []
    var place = 0
    while place < found.count {
      found += (storage[found[place]]?.upper ?? []).filter { !found.contains($0) }
      place += 1
    }
    return found
  }

  private static func unknown(_ name: String) -> ScanError {
    ScanError(
      subject: name, message: "there is no such device here, by path, UUID or label",
      remedy: Remedy(.rescue(.find, []), note: "this lists them all"))
  }

  /// The system that is meant: the only one there is, or the one named.
  func chosen(_ name: String?) throws(Failure) -> FoundSystem {
    let candidates = systems.filter { system in
      guard let name else { return system.isAtItsPlace }
      return system.device == name || isOn(name, system)
    }
    let proper = candidates.filter(\.isAtItsPlace)
    let best = proper.isEmpty ? candidates : proper
    if best.count == 1 { return best[0] }
    if best.isEmpty { throw none(name) }
    throw Failure(
      .refused, subject: name ?? "the disks",
      message: "there are \(best.count) NixOS systems: \(Self.list(best))",
      remedy: Remedy(.rescue(.mount, [best[0].device]), note: "say which one"))
  }

  /// The system's store or its root is on the device of that name.
  func isOn(_ name: String, _ system: FoundSystem) -> Bool {
    let places = Self.places(name, storage)
    let root = system.table.last { $0.mountPoint == "/" }
    let roots = root.map { storage.devices(named: $0.spec).map(\.path) } ?? []
    return places.contains(system.device) || roots.contains { places.contains($0) }
  }

  private static func list(_ systems: [FoundSystem]) -> String {
    systems.map { system in
      let host = system.hostName.map { " (\($0))" } ?? ""
      let newest = system.generations.last.map { ", newest generation \($0.number)" } ?? ""
      return system.name + host + newest
    }.joined(separator: "; ")
  }

  private func none(_ name: String?) -> Failure {
    let closed = closed
    if let program = storage.missingPrograms.first {
      return Failure(
        subject: name ?? "the disks",
        message: "there is no NixOS system on what can be seen, and \(program), "
          + "which some of the disks need, is not here",
        remedy: Remedy(
          .here(["nix-shell", "-p", ProgramPackage.name(of: program) ?? program]), note: "get it"))
    }
    guard !closed.isEmpty else {
      return Failure(
        subject: name ?? "the disks", message: "there is no NixOS system on what can be seen",
        remedy: .person(
          unreadable.isEmpty
            ? "see whether the disk that you mean is attached"
            : "these could not be looked into: "
              + unreadable.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(
                separator: ", ")))
    }
    return Failure(
      subject: name ?? "the disks",
      message: "there is no NixOS system on what is open; closed: "
        + closed.map(\.name).joined(separator: ", "),
      remedy: Remedy(
        .rescue(.mount, [closed.first?.devices.first ?? "DEVICE"]), note: "this opens what it needs"))
  }
}
