import BootCore
import Formats

/// The snapshot that a scan of a sketched machine gives.
struct SnapshotLayout {
  let machine: SketchedMachine
  let layout: MachineLayout
  private let systems: SystemLayout

  init(_ machine: SketchedMachine) {
    self.machine = machine
    layout = MachineLayout(machine)
    systems = SystemLayout(machine: machine)
  }

  func snapshot() -> Snapshot {
    var snapshot = Snapshot(now: machine.now, volumes: machine.volumes.map(volume), profiles: profiles())
    fillSmallFiles(&snapshot)
    snapshot.mentions.files = SketchedMentions.all(in: layout, except: Set(snapshot.smallFiles.keys))
    snapshot.running = RunningSystem(
      booted: running(machine.booted, \.isBooted), activated: running(machine.activated, \.isActivated))
    snapshot.firmware = machine.firmware
    snapshot.machineID = machine.machineID
    snapshot.strayToplevels = strays(snapshot.generations)
    snapshot.installer = machine.installer
    for generation in linked where !generation.holders.isEmpty {
      snapshot.holders[id(of: generation)] = generation.holders.sorted()
    }
    for generation in linked where !generation.marks.isEmpty {
      snapshot.marks[id(of: generation)] = generation.marks
    }
    return snapshot
  }

  func id(of generation: SketchedGeneration) -> GenerationID {
    GenerationID(
      profile: ProfileName(generation.profile), number: generation.number,
      toplevel: SystemLayout.linkTarget(of: generation))
  }

  var linked: [SketchedGeneration] { machine.generations.filter { $0.link == .linked && !$0.isOther } }

  // MARK: Volumes

  private func volume(_ sketched: SketchedVolume) -> Volume {
    var items = VolumeItems(cluster: sketched.cluster)
    for file in layout.files where file.path.volume == sketched.role {
      items.add(file.path, bytes: file.content.count)
    }
    let used = items.finish()
    var volume = Volume(
      role: sketched.role, mountPoint: sketched.mountPoint, totalBytes: sketched.bytes,
      freeBytes: sketched.free ?? (sketched.bytes - min(sketched.bytes, used)),
      allocationUnit: sketched.cluster)
    volume.filesystem = sketched.filesystem
    volume.isMountPoint = sketched.isMountPoint
    volume.isTakenAsGiven = sketched.isTakenAsGiven
    volume.isReadOnly = sketched.isReadOnly
    volume.isDirty = sketched.isDirty
    if sketched.isDamaged { volume.damage = "/LOADER/LB000000.TMP ends on a free cluster" }
    volume.partitionUUID = sketched.partitionUUID
    volume.rootDirectoryBytes = sketched.fat == 32 ? items.rootBytes : 0
    volume.rootSlotLimit = sketched.fat == 32 ? nil : 512
    volume.items = items.items.sorted { $0.path < $1.path }
    volume.unreadable = sketched.unreadable
    return volume
  }

  private func fillSmallFiles(_ snapshot: inout Snapshot) {
    let requests = BootLoaders.wantedFiles
    for file in layout.files {
      guard let request = requests.first(where: { $0.matches(file.path) }) else { continue }
      switch request.form {
      case .image: snapshot.images[file.path] = machine.images[file.path]
      case .text:
        let size = file.content.count
        snapshot.smallFiles[file.path] =
          size > request.limit ? .tooLarge(size) : .bytes(file.content.materialized())
      }
    }
  }

  // MARK: Profiles

  private func profiles() -> [Profile] {
    let names = Set(linked.map(\.profile)).map(ProfileName.init).sorted()
    return names.map { name in
      let own = linked.filter { $0.profile == name.text }
      let generations = own.map(generation).sorted { $0.id < $1.id }
      return Profile(
        name: name, directory: Self.directory(name), pointer: pointer(name, generations),
        generations: generations,
        strays: machine.strays.filter { $0.profile == name.text }.map(\.name).sorted())
    }
  }

  static func directory(_ profile: ProfileName) -> String {
    "/nix/var/nix/profiles" + (profile == .system ? "" : "/system-profiles")
  }

  private func generation(_ sketched: SketchedGeneration) -> Generation {
    let created = sketched.created ?? machine.now
    return Generation(
      id: id(of: sketched), linkName: "\(sketched.profile)-\(sketched.number)-link", created: created,
      createdDay: SketchedDay.day(created), contents: systems.contents(of: sketched))
  }

  private func pointer(_ profile: ProfileName, _ generations: [Generation]) -> Profile.Pointer {
    switch machine.pointers[profile.text] ?? .newest {
    case .newest: generations.last.map { .generation($0.id.number) } ?? .missing
    case .number(let number): .generation(number)
    case .missing: .missing
    case .odd(let text): .odd(text)
    }
  }

  // MARK: What runs

  private func running(_ run: SketchedRun, _ flag: (SketchedGeneration) -> Bool) -> String? {
    let own = machine.generations.filter { !$0.isOther }
    if let marked = own.first(where: flag) { return SystemLayout.toplevel(of: marked) }
    switch run {
    case .unknown: return nil
    case .current:
      let profiles = profiles()
      return (profiles.first { $0.name == .system } ?? profiles.first)?.current?.id.toplevel
    case .generation(let number, let profile, let specialisation):
      let found = own.last { $0.number == number && $0.profile == profile }
      return found.map { SystemLayout.toplevel(of: $0, specialisation: specialisation) }
    }
  }

  /// Systems that entries start and that are in the store although no generation has them.
  private func strays(_ generations: [Generation]) -> Set<ByteText> {
    var strays: Set<ByteText> = []
    for sketched in machine.generations where sketched.isInstalled && sketched.initProblem == nil {
      guard sketched.link == .unlinked(stored: true), !sketched.isOther else { continue }
      let system = systems.system(of: sketched)
      strays.formUnion(([system.path] + system.specialisations.map(\.toplevel.path)).map { ByteText($0) })
    }
    return strays.subtracting(generations.flatMap(\.toplevels).map { ByteText($0) })
  }
}

/// The items of a volume with the directories that its files lie in, laid out as vfat does.
struct VolumeItems {
  let cluster: UInt64
  private(set) var items: [VolumeItem] = []
  /// The root directory's own clusters.
  private(set) var rootBytes: UInt64 = 0
  /// Bytes of slots that are taken, by directory; a directory other than the root begins with two.
  private var taken: [VolumePath: UInt64] = [:]
  private var rootTaken: UInt64 = 0

  init(cluster: UInt64) { self.cluster = max(cluster, 32) }

  mutating func add(_ path: VolumePath, bytes: UInt64) {
    addParent(of: path)
    let offset = takeSlots(path)
    items.append(
      VolumeItem(path: path, bytes: bytes, allocatedBytes: whole(bytes), directoryOffset: offset))
  }

  /// Gives directories their sizes; the bytes that everything occupies together.
  mutating func finish() -> UInt64 {
    for index in items.indices where items[index].kind == .directory {
      let size = max(cluster, whole(taken[items[index].path] ?? 0))
      items[index].bytes = size
      items[index].allocatedBytes = size
    }
    rootBytes = max(cluster, whole(rootTaken))
    return items.reduce(rootBytes) { $0 &+ $1.allocatedBytes }
  }

  private mutating func addParent(of path: VolumePath) {
    guard let parent = path.parent, taken[parent] == nil else { return }
    addParent(of: parent)
    taken[parent] = 64
    let offset = takeSlots(parent)
    items.append(
      VolumeItem(path: parent, kind: .directory, bytes: 0, allocatedBytes: 0, directoryOffset: offset))
  }

  /// Takes the slots of a name, one short and as many long ones as it needs; where they begin.
  private mutating func takeSlots(_ path: VolumePath) -> UInt64 {
    let bytes = (1 + (UInt64(path.name.utf16.count) + 12) / 13) * 32
    guard let parent = path.parent else {
      rootTaken += bytes
      return rootTaken - bytes
    }
    let offset = taken[parent] ?? 64
    taken[parent] = offset + bytes
    return offset
  }

  private func whole(_ bytes: UInt64) -> UInt64 { (bytes &+ cluster &- 1) / cluster &* cluster }
}
