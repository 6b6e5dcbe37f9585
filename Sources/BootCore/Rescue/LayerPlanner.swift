/// How the user wants closed layers opened.
public struct LayerChoice: Sendable, Hashable {
  /// A file with the key; without one the passphrase is asked for on the terminal.
  public var keyFile: String?
  /// Also start an array that misses members.
  public var isDegradedAllowed: Bool
  /// Also import a pool that another machine used last.
  public var isForced: Bool
  /// Where the system is going to be mounted.
  public var target: String
  /// A file or a device with the header of a LUKS volume that has none of its own.
  public var header: String?
  /// The user knows that the system was shut down, where that cannot be seen.
  public var isKnownAwake = false
  /// Under which name the next LUKS volume is opened; nil for one of ours.
  var mapperName: String?

  public init(
    target: String, keyFile: String? = nil, isDegradedAllowed: Bool = false, isForced: Bool = false
  ) {
    self.target = target
    self.keyFile = keyFile
    self.isDegradedAllowed = isDegradedAllowed
    self.isForced = isForced
  }
}

/// Which layers are closed, and the commands that open them.
///
/// Requires: nothing; layers that are open are passed over.
/// Ensures: the devices above the layers are there.
/// After a crash: each step's own fact says whether it was done, and its undo closes the layer.
public struct LayerPlanner: Sendable {
  public var storage: StorageMap

  public init(_ storage: StorageMap) { self.storage = storage }

  /// All layers with nothing made from them yet; those that need no secret first.
  public var closed: [ClosedLayer] { arrays + groups + pools + datasets + encrypted + headers }

  private func idle(_ type: String) -> [StorageDevice] {
    storage.devices.filter { $0.type == type && $0.upper.isEmpty }
  }

  private var encrypted: [ClosedLayer] {
    idle("crypto_LUKS").filter { !$0.isDetachedHeader }.map { ClosedLayer(.luks, devices: [$0.path]) }
  }

  private var headers: [ClosedLayer] {
    storage.devices.filter { $0.type == "crypto_LUKS" && $0.isDetachedHeader }.map {
      ClosedLayer(.luksHeader, devices: [$0.path])
    }
  }

  private var arrays: [ClosedLayer] {
    grouped(idle("linux_raid_member")) { $0.uuid }.map { uuid, members in
      let wanted = members.compactMap(\.members).max()
      return ClosedLayer(
        .array(uuid: uuid, present: members.count, wanted: wanted), devices: members.map(\.path))
    }
  }

  private var groups: [ClosedLayer] {
    grouped(idle("LVM2_member")) { $0.group }.map { ClosedLayer(.volumeGroup($0), devices: $1.map(\.path)) }
  }

  private var pools: [ClosedLayer] {
    grouped(storage.devices.filter { $0.type == "zfs_member" }) { $0.label }
      .filter { !storage.pools.contains($0.0) }.map { ClosedLayer(.pool($0), devices: $1.map(\.path)) }
  }

  private var datasets: [ClosedLayer] {
    Set(storage.lockedDatasets.values).sorted().map { ClosedLayer(.dataset($0), devices: []) }
  }

  private func grouped(
    _ devices: [StorageDevice], by key: (StorageDevice) -> String?
  ) -> [(String, [StorageDevice])] {
    let keys = Set(devices.compactMap(key)).sorted()
    return keys.map { name in (name, devices.filter { key($0) == name }) }
  }

  /// The steps that open a layer.
  ///
  /// - Throws: `RescueProblem` for a header without its data, and for a name that a program would take for an option.
  public func steps(opening layer: ClosedLayer, _ choice: LayerChoice) throws(RescueProblem) -> [RescueStep] {
    switch layer.kind {
    case .volumeGroup(let name), .pool(let name), .dataset(let name): try Self.check(name, layer)
    case .luks, .luksHeader, .array: break
    }
    switch layer.kind {
    case .luks: return [Self.luks(layer.devices.first ?? "", choice)]
    case .luksHeader: throw header(layer)
    case .volumeGroup(let name):
      return [
        RescueStep(
          // Without a word, LVM also activates a mirror that misses a leg, and for writing.
          [
            "vgchange", "--activate", "y", "--activationmode",
            choice.isDegradedAllowed ? "degraded" : "complete",
            name,
          ],
          undo: [["vgchange", "--activate", "n", name]],
          isDone: .volumeGroup(name), because: "logical volumes of \(name)")
      ]
    case .array(let uuid, let present, let wanted):
      let assembly = array(layer, uuid, present, wanted, choice)
      return stops(layer) + [assembly]
    case .pool(let name): return [Self.pool(name, choice)]
    case .dataset(let name): return [Self.key(of: name, choice.keyFile)]
    }
  }

  /// What udev began keeps the members busy. It may have begun with fewer than are here by now, so it is not gone
  /// on with.
  private func stops(_ layer: ClosedLayer) -> [RescueStep] {
    Set(layer.devices.compactMap { storage[$0]?.stalledArray }).sorted().map { array in
      RescueStep(["mdadm", "--stop", array], because: "\(array) was begun and not started")
    }
  }

  /// The label of a disk is whatever somebody wrote there: `zpool import -F` would throw data away.
  private static func check(_ name: String, _ layer: ClosedLayer) throws(RescueProblem) {
    guard name.hasPrefix("-") else { return }
    throw RescueProblem(
      .refused, subject: layer.name, message: "programs would take that name for an option",
      remedy: .person("detach the disk, or open it by its number"))
  }

  private static func luks(_ device: String, _ choice: LayerChoice) -> RescueStep {
    let name =
      choice.mapperName ?? "lifeboot-" + (device.split(separator: "/").last.map(String.init) ?? "root")
    let key = choice.keyFile.map { ["--key-file", $0] } ?? []
    let header = choice.header.map { ["--header", $0] } ?? []
    return RescueStep(
      ["cryptsetup", "open"] + key + header + [device, name], undo: [["cryptsetup", "close", name]],
      isDone: .blockDevice("/dev/mapper/" + name), because: "\(device) is encrypted")
  }

  /// The data looks like nothing, so only its owner knows where it is.
  private func header(_ layer: ClosedLayer) -> RescueProblem {
    let place = layer.devices.first ?? "HEADER"
    let candidates = storage.devices.filter { device in
      device.type == nil && device.upper.isEmpty && device.disk != nil && !device.isESP
    }.map(\.path)
    let ways = candidates.map { data in
      Remedy.Way(
        [.here(["lifeboot", "rescue", data, "--header", place, "--apply"])], note: "if the data is there")
    }
    let byHand = Remedy.person("name the device with the data, and the header with --header \(place)")
    return RescueProblem(
      .refused, subject: place, message: "it is the header of a LUKS volume whose data is on another device",
      remedy: ways.isEmpty ? byHand : Remedy(ways: ways))
  }

  /// An array that misses members is opened for looking only, unless the user wants it written to. mdadm writes an
  /// identifier as four groups of eight digits.
  private func array(
    _ layer: ClosedLayer, _ uuid: String, _ present: Int, _ wanted: Int?, _ choice: LayerChoice
  ) -> RescueStep {
    let digits = Array(uuid.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") })
    let groups = stride(from: 0, to: digits.count, by: 8).map { start in
      String(decoding: digits[start..<min(start + 8, digits.count)], as: UTF8.self)
    }
    let isDegraded = wanted.map { present < $0 } ?? false
    let isLooking = isDegraded && !choice.isDegradedAllowed
    let node = node(for: layer)
    return RescueStep(
      ["mdadm", "--assemble"] + (isDegraded ? ["--run"] : []) + (isLooking ? ["--readonly"] : [])
        + [node, "--uuid=" + groups.joined(separator: ":")] + layer.devices,
      undo: [["mdadm", "--stop", node]], isDone: .blockDevice(node),
      because: isDegraded
        ? "array with \(present) of \(wanted ?? present) members\(isLooking ? ", for looking only" : "")"
        : "array of \(present)")
  }

  /// A name that the kernel itself gives. One in /dev/md is a link that mdadm or udev makes later, and an array that
  /// was started by then could not be found any more. udev counts down from 127, and people up from 0.
  private func node(for layer: ClosedLayer) -> String {
    let taken = storage.devices.flatMap { [$0.path, $0.stalledArray ?? ""] }
    var left = arrays.firstIndex(of: layer) ?? 0
    var number = 100
    while left > 0 || taken.contains("/dev/md\(number)") {
      if !taken.contains("/dev/md\(number)") { left -= 1 }
      number += 1
    }
    return "/dev/md\(number)"
  }

  /// The step that loads the key of an encrypted data set.
  static func key(of dataset: String, _ file: String?) -> RescueStep {
    RescueStep(
      ["zfs", "load-key"] + (file.map { ["-L", "file://" + $0] } ?? []) + [dataset],
      undo: [["zfs", "unload-key", dataset]], isDone: .datasetKey(dataset), because: "\(dataset) is encrypted"
    )
  }

  private static func pool(_ name: String, _ choice: LayerChoice) -> RescueStep {
    RescueStep(
      ["zpool", "import", "-N", "-R", choice.target] + (choice.isForced ? ["-f"] : []) + [name],
      undo: [["zpool", "export", name]], isDone: .pool(name),
      because: "pool \(name), nothing of it mounted yet")
  }
}
