import BootCore
import Formats

/// Turns the lines of sketched disks into what a scan would see.
struct DiskReader {
  let disks: SketchedDisks
  var devices: [StorageDevice] = []
  var systems: [FoundSystem] = []
  var datasets: [String: String] = [:]

  /// - Parameters:
  ///   - path: where it is, for what has no path of its own in the sketch.
  ///   - below: the devices that it was made from.
  mutating func read(_ node: DiskSketch.Node, path: String?, below: [String]) throws(SketchError) {
    var words = SketchWords(node.line)
    let place: String
    if let path { place = path } else { place = try words.need("a path") }
    var device = StorageDevice(path: place)
    device.disk = path == nil ? Self.disk(of: place) : nil
    let kind = try words.need("a type")
    device.type =
      ["luks": "crypto_LUKS", "raid": "linux_raid_member", "lvm": "LVM2_member", "zfs": "zfs_member"][kind]
      ?? kind
    if kind == "empty" { device.type = nil }
    if kind != "lvm", kind != "zfs", kind != "empty" { device.uuid = try words.need("an identifier") }
    var byDefault: String?
    while let word = words.take() { try Self.read(word, &words, into: &device, &byDefault) }
    if kind == "lvm" { device.group = device.label }
    if !below.isEmpty, let name = disks.names[below[0]] { device.mapperID = "CRYPT-LUKS2-x-\(name)" }
    let index = devices.count
    devices.append(device)
    for lower in below {
      if let place = devices.firstIndex(where: { $0.path == lower }) {
        devices[place].upper.append(device.path)
      }
    }
    try open(node, kind, devices[index], byDefault)
  }

  private static func read(
    _ word: String, _ words: inout SketchWords, into device: inout StorageDevice, _ byDefault: inout String?
  ) throws(SketchError) {
    switch word {
    case "esp": device.partitionType = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
    case "xbootldr": device.partitionType = "bc13c2ff-59e6-4262-a352-b275fd6f7172"
    case "swap-type": device.partitionType = "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"
    case "label", "group", "pool": device.label = try words.need("a label")
    case "partlabel": device.partitionLabel = try words.need("a label")
    case "partuuid": device.partitionUUID = try words.need("an identifier")
    case "alias": device.aliases.append(try words.need("a path"))
    case "name": device.arrayName = try words.need("a name")
    case "of": device.members = Int(try words.number("count"))
    case "bytes": device.bytes = try words.size("size")
    case "at": device.mountPoints.append(try words.need("a mount point"))
    case "default": byDefault = try words.need("a subvolume")
    case "header": device.isDetachedHeader = true
    case "read-only": device.isReadOnly = true
    case "problem": device.problem = "it has the signatures of several file systems"
    case "disk": device.disk = try words.need("a disk")
    default: throw words.unknown(word)
    }
  }

  private static func disk(of path: String) -> String? {
    let letters = path.reversed().drop { $0.isNumber }
    return letters.count == path.count ? nil : String(letters.reversed())
  }

  private mutating func open(
    _ node: DiskSketch.Node, _ kind: String, _ device: StorageDevice, _ byDefault: String?
  ) throws(SketchError) {
    switch kind {
    case "luks":
      guard let name = disks.names[device.path], let inner = node.below.first else { return }
      try read(inner, path: "/dev/mapper/" + name, below: [device.path])
    case "raid":
      let digits = device.uuid?.filter { $0 != "-" } ?? ""
      guard let array = disks.arrays[digits], let inner = node.below.first else { return }
      let members = devices.filter { $0.uuid == device.uuid }
      try read(inner, path: array, below: members.map(\.path))
      guard let index = devices.firstIndex(where: { $0.path == array }) else { return }
      devices[index].missingMembers = (device.members ?? members.count) - members.count
      devices[index].isReadOnly = disks.readOnlyArrays.contains(array)
    case "lvm":
      guard let group = device.group, disks.groups.contains(group) else { return }
      for volume in node.below {
        let name = VolumeGroupName.mapperName(group, volume.line.words[0])
        let inner = DiskSketch.Node(line: volume.line.dropping(1), below: volume.below)
        try read(inner, path: "/dev/mapper/" + name, below: [device.path])
      }
    case "zfs":
      guard disks.pools.contains(device.label ?? "") else { return }
      for dataset in node.below {
        datasets[dataset.line.words[0]] = dataset.line.words.count > 1 ? dataset.line.words[1] : "legacy"
        for inner in dataset.below { try system(inner, on: dataset.line.words[0], "zfs", nil) }
      }
    case "empty":
      // Opened with a header from elsewhere.
      guard let name = disks.names[device.path], let inner = node.below.first else { return }
      try read(inner, path: "/dev/mapper/" + name, below: [device.path])
    default: for inner in node.below { try system(inner, on: device.path, kind, byDefault) }
    }
  }

  /// `system NUMBER [at SUBVOLUME] [nix] [host NAME] [boot PLACE]`, below it lines of fstab as
  /// `PLACE SPEC TYPE OPTIONS`, `crypt NAME SPEC`, `resume SPEC`.
  private mutating func system(
    _ node: DiskSketch.Node, on device: String, _ type: String, _ byDefault: String?
  ) throws(SketchError) {
    var words = SketchWords(node.line)
    guard try words.need("a word") == "system" else { throw words.unknown("what is no system") }
    let number = try words.number("generation")
    var system = FoundSystem(
      device: device, type: type,
      generations: [.init(number: number, toplevel: "/nix/store/x", label: "", isWhole: true)],
      current: number,
      table: [], tableSource: "the fstab of generation \(number)", bootPlaces: ["/boot"])
    system.defaultSubvolume = byDefault
    while let word = words.take() {
      switch word {
      case "at": system.subvolume = try words.need("a subvolume")
      case "nix": system.isNixOnly = true
      case "host": system.hostName = try words.need("a name")
      case "boot": system.bootPlaces = try words.need("places").split(separator: ",").map(String.init)
      case "unread": system.isInstallerRead = false
      default: throw words.unknown(word)
      }
    }
    for line in node.below {
      let words = line.line.words
      switch words[0] {
      case "crypt": system.encrypted.append(EncryptedVolume(name: words[1], spec: words[2]))
      case "resume": system.resume = words[1]
      default:
        system.table.append(
          Fstab.Entry(
            spec: words[1], mountPoint: words[0], type: words[2],
            options: words.count > 3 ? words[3].split(separator: ",").map(String.init) : ["defaults"],
            line: system.table.count + 1))
      }
    }
    systems.append(system)
  }
}
