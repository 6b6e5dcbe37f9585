import BootCore
import Formats

/// A generated machine on which something is broken besides, for the laws of repair.
///
/// The machine itself comes from `MachineGenerator`, the way from the firmware to the menu from `HealthyChain`; then
/// entries, programs, bytes and variables are damaged as crashes, other systems and cloned disks do it.
public struct DamagedMachine {
  public let sketch: MachineSketch
  public private(set) var snapshot: Snapshot
  /// What was done to it, for a failure.
  public private(set) var damages: [String] = []
  private var random: SplitMix64

  public init(seed: UInt64) throws(SketchError) {
    let text = MachineGenerator.sketch(seed: seed)
    sketch = try MachineSketch(text)
    random = SplitMix64(seed: seed &+ 0x5EED)
    var chain = try HealthyChain(text)
    if !chain.snapshot.firmware.isAvailable { chain.snapshot.firmware.boot = nil }
    snapshot = Self.scanned(chain.snapshot)
    for _ in 0..<random.below(4) { damage() }
    snapshot = Self.scanned(snapshot)
  }

  /// The same machine as a scan after a change would find it: what stands only under a name is looked at anew.
  public static func scanned(_ snapshot: Snapshot) -> Snapshot {
    var now = snapshot
    now.chain?.entryDigests = [:]
    for (path, file) in snapshot.smallFiles where path.isDirectlyIn("/loader/entries") {
      guard case .contentHash = NixOSEntryName(path.name), case .bytes(let bytes) = file else { continue }
      now.chain?.entryDigests[path] = SHA256.hex(of: bytes)
    }
    let whole = HealthyChain.program()
    for item in snapshot.volumes.flatMap(\.items) where now.chain?.programs[item.path] == nil {
      let isLoader = [HealthyChain.loader, HealthyChain.fallback].contains { item.path.isAt($0) }
      if isLoader && item.bytes == whole.head?.declaredBytes { now.chain?.programs[item.path] = whole }
    }
    return now
  }

  // MARK: Damage

  private mutating func damage() {
    switch random.below(10) {
    case 0: flipByte()
    case 1, 2: loseEntry()
    case 3: garbleEntry()
    case 4: garbleConfiguration()
    case 5, 6: damageProgram()
    default: damageVariables()
    }
  }

  private mutating func flipByte() {
    let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
    guard let pair = random.pick(ContentPairs.pairs(snapshot, map: map)) else { return }
    for other in ContentPairs.pairs(snapshot, map: map) where other.bytes == other.source.bytes {
      snapshot.contents[other.path] = .equal
    }
    guard pair.bytes == pair.source.bytes else { return }
    snapshot.contents[pair.path] = .differs(at: 4096, isStoreProven: true)
    damages.append("one byte of \(pair.path) differs")
  }

  private mutating func entry() -> VolumePath? {
    let ours = snapshot.smallFiles.keys.filter {
      $0.isDirectlyIn("/loader/entries") && NixOSEntryName($0.name) != .other
    }
    return random.pick(ours.sorted())
  }

  private mutating func loseEntry() {
    guard let path = entry() else { return }
    remove { $0 == path }
    damages.append("\(path) is gone")
  }

  private mutating func garbleEntry() {
    guard let path = entry(), case .bytes(let old)? = snapshot.smallFiles[path] else { return }
    let new: [UInt8]
    switch random.below(4) {
    case 0: new = [UInt8](repeating: 0, count: old.count)
    case 1: new = []
    case 2: new = old + Array("options extra\n".utf8)
    default: new = Array(old.prefix(random.below(old.count)))
    }
    setText(path, new)
    damages.append("\(path) is \(String(decoding: new, as: UTF8.self).debugDescription)")
  }

  private mutating func garbleConfiguration() {
    guard let role = snapshot.loaderVolume?.role, let path = VolumePath(role, "/loader/loader.conf"),
      snapshot.smallFiles[path] != nil
    else { return }
    let new: [UInt8] = random.chance(50) ? [0xFF, 0xFE, 0, 1, 2, 3] : []
    setText(path, new)
    damages.append("loader.conf is \(new)")
  }

  private mutating func damageProgram() {
    let places = random.chance(20) ? [HealthyChain.loader, HealthyChain.fallback] : []
    let chosen = places.isEmpty ? [random.chance(50) ? HealthyChain.loader : HealthyChain.fallback] : places
    let isLost = random.chance(50)
    for place in chosen {
      if isLost {
        remove { $0.isAt(place) }
      } else {
        let path = snapshot.volumes.flatMap(\.items).map(\.path).first { $0.isAt(place) }
        if let path { setSize(path, UInt64(random.below(3)) * 1000) }
      }
      damages.append("\(place) is \(isLost ? "gone" : "cut short")")
    }
  }

  private mutating func damageVariables() {
    guard snapshot.firmware.boot != nil else { return }
    let own = HealthyChain.option(0)
    let other = HealthyChain.option(3, "Windows", "/EFI/Microsoft/Boot/x.efi", on: HealthyChain.windows)
    let lost = HealthyChain.option(2, on: HealthyChain.gone)
    let garbled = BootOption(number: BootNumber(7), bytes: [1, 2, 3, 4])
    var moved = HealthyChain.esp
    moved.startSector += 2048
    let cases: [(String, [BootOption], [UInt16])] = [
      ("is wiped", [], []), ("has another system first", [own, other], [3, 0]),
      (
        "has our options three times", [own, HealthyChain.option(1), HealthyChain.option(4), other],
        [4, 0, 3, 1]
      ),
      ("is of the disk this was cloned from", [lost, other], [2, 3]),
      ("also knows a system on a disk that is away", [own, lost, other], [2, 0, 3]),
      ("has our option switched off", [HealthyChain.option(0, isActive: false), other], [0, 3]),
      ("gives another place", [HealthyChain.option(0, on: moved)], [0]),
      ("has garbage in it", [garbled, own, other], [7, 9, 3, 0, 9]),
      ("has no order", [own, other, garbled], []),
    ]
    guard let (name, options, order) = random.pick(cases) else { return }
    snapshot.firmware.boot?.options = options.sorted { $0.number < $1.number }
    snapshot.firmware.boot?.orderBytes =
      order.isEmpty ? nil : BootOrder(order.map(BootNumber.init)).bytes + (random.chance(10) ? [1] : [])
    damages.append("firmware \(name)")
  }

  // MARK: Files

  private mutating func remove(_ isMeant: (VolumePath) -> Bool) {
    for index in snapshot.volumes.indices { snapshot.volumes[index].items.removeAll { isMeant($0.path) } }
    for path in snapshot.smallFiles.keys.filter(isMeant) { snapshot.smallFiles[path] = nil }
    for path in (snapshot.chain?.programs.keys.map(\.self) ?? []).filter(isMeant) {
      snapshot.chain?.programs[path] = nil
    }
  }

  private mutating func setText(_ path: VolumePath, _ bytes: [UInt8]) {
    snapshot.smallFiles[path] = .bytes(bytes)
    setSize(path, UInt64(bytes.count))
  }

  private mutating func setSize(_ path: VolumePath, _ bytes: UInt64) {
    for index in snapshot.volumes.indices {
      for place in snapshot.volumes[index].items.indices
      where snapshot.volumes[index].items[place].path == path {
        snapshot.volumes[index].items[place].bytes = bytes
        snapshot.volumes[index].items[place].allocatedBytes = snapshot.volumes[index].allocated(bytes)
      }
    }
  }
}
