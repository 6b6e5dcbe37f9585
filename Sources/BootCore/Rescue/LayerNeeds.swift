import Formats

/// The closed layers that stand between a found system and the mounts that its table wants.
struct LayerNeeds {
  let system: FoundSystem
  /// With the names that the system gives.
  let storage: StorageMap
  let choice: LayerChoice
  /// Those that could be opened.
  let closed: [ClosedLayer]

  /// The next one to open; nil when no more of them would help.
  func next() -> (layer: ClosedLayer, insistence: RescueCourse.Insistence)? {
    let entries = system.table.map { MountEntry($0, bootPlaces: system.bootPlaces) }
    for entry in entries where entry.isEssential && isAbsent(entry) {
      if let need = layer(for: entry.line, isAsked: true) { return need }
    }
    if let resume = system.resume, !choice.isKnownAwake, storage.whole(named: resume).isEmpty {
      let line = Fstab.Entry(spec: resume, mountPoint: "none", type: "swap", options: [])
      if let need = layer(for: line, isAsked: true) { return need }
    }
    for entry in entries where !entry.isEssential && isAbsent(entry) {
      if let need = layer(for: entry.line, isAsked: false) { return need }
    }
    return nil
  }

  private func isAbsent(_ entry: MountEntry) -> Bool {
    let line = entry.line
    switch entry.use {
    case .device:
      let holdsStore = line.mountPoint == (system.isNixOnly ? "/nix" : "/")
      return !holdsStore && storage.whole(named: line.spec).isEmpty
    case .dataset: return !storage.pools.contains(Self.pool(line))
    case .leftOut:
      return line.type == "swap" && isDevice(line.spec) && storage.whole(named: line.spec).isEmpty
    case .memory, .bind: return false
    }
  }

  private func isDevice(_ spec: String) -> Bool { spec.hasPrefix("/dev/") || DeviceTag(spec) != nil }

  private static func pool(_ line: Fstab.Entry) -> String {
    line.spec.split(separator: "/").first.map(String.init) ?? line.spec
  }

  /// - Parameter isAsked: the user may be asked for a passphrase for it.
  private func layer(
    for line: Fstab.Entry, isAsked: Bool
  ) -> (layer: ClosedLayer, insistence: RescueCourse.Insistence)? {
    if let exact = closed.first(where: { isMeant($0, line) }) {
      return (exact, isAsked ? .needed : .silent)
    }
    // Nothing says where it is: whatever can be opened may have it.
    if let open = closed.first(where: { !$0.isSecret && mayHold($0, line) }) { return (open, .likely) }
    let encrypted = closed.filter { $0.kind == .luks && mayHold($0, line) }
    guard let likely = OpeningOrder(storage).first(of: encrypted) else { return nil }
    return (likely, isAsked ? .likely : .silent)
  }

  /// The line's name for its device tells that it is in this layer.
  private func isMeant(_ layer: ClosedLayer, _ line: Fstab.Entry) -> Bool {
    switch layer.kind {
    case .volumeGroup(let group):
      line.spec.hasPrefix("/dev/\(group)/")
        || line.spec.hasPrefix("/dev/mapper/" + VolumeGroupName.mapperPrefix(group))
    case .array: layer.devices.contains { ArrayName.isMeant(by: line.spec, storage[$0]?.arrayName) }
    case .pool(let pool): line.type == "zfs" && Self.pool(line) == pool
    case .dataset, .luksHeader: false
    case .luks: isMeant(luks: layer, line)
    }
  }

  private func isMeant(luks layer: ClosedLayer, _ line: Fstab.Entry) -> Bool {
    let volume = system.volumes.first { "/dev/mapper/" + $0.name == line.spec }
    guard let volume else { return false }
    return storage.devices(named: volume.spec).contains { layer.devices.contains($0.path) }
  }

  /// Firmware reads no boot volume in anything but an array of mirrors.
  private func mayHold(_ layer: ClosedLayer, _ line: Fstab.Entry) -> Bool {
    switch layer.kind {
    case .array: line.type != "zfs"
    case .volumeGroup: !["zfs", "vfat", "msdos"].contains(line.type)
    case .luks: !["vfat", "msdos"].contains(line.type)
    case .pool: false
    case .dataset, .luksHeader: false
    }
  }
}

/// Which of several encrypted volumes is opened first: the one that a root is likely to be in.
struct OpeningOrder {
  let storage: StorageMap

  init(_ storage: StorageMap) { self.storage = storage }

  /// systemd's discoverable partitions: a root, by processor.
  private static let roots: Set<String> = [
    "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "b921b045-1df0-41c3-af44-4c6f280d3fae",
    "44479540-f297-41b2-9af7-d131d5f0458a", "69dad710-2ce4-4e3c-b16c-21a1d49abed3",
    "72ec70a6-cf74-40e6-bd49-4bda08e8f224",
  ]

  /// What needs no secret comes first, a header without data last.
  func first(of layers: [ClosedLayer]) -> ClosedLayer? {
    layers.enumerated().min { rank($0.element, $0.offset) < rank($1.element, $1.offset) }?.element
  }

  private func rank(_ layer: ClosedLayer, _ offset: Int) -> (Int, Int, Int, UInt64, Int) {
    let device = layer.devices.first.flatMap { storage[$0] }
    let secrecy = !layer.isSecret ? 0 : layer.kind == .luksHeader ? 2 : 1
    guard secrecy == 1, let device else { return (secrecy, 0, 0, 0, offset) }
    let isSwap =
      device.isSwapPartition
      || [device.label, device.partitionLabel].contains { $0?.lowercased().contains("swap") ?? false }
    let isRoot = device.partitionType.map(Self.roots.contains) ?? false
    let isBesideESP = storage.devices.contains { $0.isESP && $0.disk != nil && $0.disk == device.disk }
    return (1, isSwap ? 2 : isRoot ? 0 : 1, isBesideESP ? 0 : 1, UInt64.max - device.bytes, offset)
  }
}
