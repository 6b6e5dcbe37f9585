import Formats

/// The names below /dev/mapper that a system gives to its LUKS volumes, as far as its own files or the process of
/// elimination tell. In a rescue they are open under other names, or under none yet.
struct GivenNames {
  let system: FoundSystem
  let storage: StorageMap

  private static let folder = "/dev/mapper/"

  /// Names that the system uses and that nothing here has, those of the store first.
  var wanted: [String] {
    let store = system.declaredStore?.line.spec
    let specs = [store].compactMap { $0 } + system.table.map(\.spec) + [system.resume].compactMap { $0 }
    var seen: Set<String> = []
    return specs.filter { spec in
      spec.hasPrefix(Self.folder) && Self.isUsable(String(spec.dropFirst(Self.folder.count)))
        && storage.devices(named: spec).isEmpty && !isVolume(spec) && seen.insert(spec).inserted
    }
  }

  /// The names of logical volumes come from their group.
  private func isVolume(_ spec: String) -> Bool {
    let name = spec.dropFirst(Self.folder.count)
    return storage.devices.compactMap(\.group).contains { name.hasPrefix(VolumeGroupName.mapperPrefix($0)) }
  }

  /// The devices, known by these names too.
  func applied() -> StorageMap {
    var named = storage
    for spec in wanted {
      let device = known(spec, named) ?? guessed(spec, named)
      guard let index = named.devices.firstIndex(where: { $0.path == device }) else { continue }
      named.devices[index].aliases.append(spec)
    }
    return named
  }

  /// The links that make them so for programs of the system.
  func links(_ named: StorageMap) -> [(name: String, device: String)] {
    wanted.compactMap { spec in named.devices(named: spec).first.map { (spec, $0.path) } }
  }

  /// As the system's own files say.
  private func known(_ spec: String, _ map: StorageMap) -> String? {
    let volume = system.volumes.first { Self.folder + $0.name == spec }
    let open = volume.map { map.devices(named: $0.spec).filter { $0.type == "crypto_LUKS" }.flatMap(\.upper) }
    return open?.count == 1 ? open?[0] : nil
  }

  /// The one open volume that no other line of the table names and that holds what the line wants.
  private func guessed(_ spec: String, _ map: StorageMap) -> String? {
    let lines = system.table.filter { $0.spec == spec }
    let others = Set(
      system.table.filter { $0.spec != spec }.flatMap { map.devices(named: $0.spec).map(\.path) })
    let candidates = map.devices.filter { device in
      let isOpen = device.mapperID?.hasPrefix("CRYPT-") ?? false
      let isFit = lines.allSatisfy { $0.type == "auto" || Self.isOfType($0.type, device) }
      return isOpen && isFit && device.upper.isEmpty && !others.contains(device.path)
        && !device.aliases.contains { $0.hasPrefix(Self.folder) }
    }.map(\.path)
    let holdsStore = system.declaredStore.map { $0.line.spec == spec } ?? false
    if holdsStore, candidates.contains(system.device) { return system.device }
    // The right one may be among those that are closed yet.
    let isClosed = map.devices.contains { device in
      device.type == "crypto_LUKS" && device.upper.isEmpty && !device.isDetachedHeader
        && (!device.isSwapPartition || lines.contains { $0.type == "swap" })
    }
    return candidates.count == 1 && !isClosed ? candidates[0] : nil
  }

  private static func isOfType(_ type: String, _ device: StorageDevice) -> Bool {
    device.type == type || type == "swap" && device.holdsSleepingSystem
  }

  /// Under which name the system would open this device; nil where nothing tells, and where the name is taken.
  func name(of luks: StorageDevice) -> String? {
    let own = system.volumes.first { volume in
      storage.devices(named: volume.spec).contains { $0.path == luks.path }
    }?.name
    let named = applied()
    let left = wanted.filter { named.devices(named: $0).isEmpty }.map {
      String($0.dropFirst(Self.folder.count))
    }
    let closed = storage.devices.filter { $0.type == "crypto_LUKS" && $0.upper.isEmpty }
    let name = own ?? (left.count == 1 && closed.count == 1 ? left[0] : nil)
    guard let name, Self.isUsable(name), storage[Self.folder + name] == nil else { return nil }
    return name
  }

  /// It becomes a word of a command and the name of a device.
  private static func isUsable(_ name: String) -> Bool {
    name != "control" && !name.hasPrefix("-") && !name.hasPrefix(".") && !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
      }
  }
}
