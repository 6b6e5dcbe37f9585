import Formats

/// How the installer's directories grow when names are added to them and taken away.
///
/// A FAT directory is a list of 32-byte slots. Where a new name goes depends on which slots are
/// free, so every name is placed as Linux would place it (`DirectorySlotMap`).
struct DirectoryGrowth {
  private struct State {
    var map: DirectorySlotMap
    var places: [ByteText: Range<Int>]
  }

  private var states: [String: State] = [:]
  private let unit: UInt64

  /// Only FAT is followed; on anything else directories are taken not to grow.
  init(present: PresentFiles, volume: Volume) {
    unit = volume.allocationUnit
    guard volume.isFAT, unit >= 32 else { return }
    for directory in PresentFiles.directories {
      let own = volume.items.first { $0.kind == .directory && $0.path.isAt(directory) }
      let items = present.items[ByteText(directory)] ?? []
      states[directory] = Self.state(items, own?.allocatedBytes ?? unit, unit)
    }
  }

  /// Adds `name` to `directory`; the bytes that the directory grew by.
  mutating func add(_ name: String, to directory: String) -> Int64 {
    guard let slots = try? FATName(name).slots else { return 0 }
    guard let placed = states[directory]?.map.add(slots: slots) else { return 0 }
    states[directory]?.places[VolumePath.key(name)] = placed.slots
    return Int64(placed.newClusters) &* Int64(clamping: unit)
  }

  mutating func remove(_ name: String, from directory: String) {
    let key = states.keys.first { VolumePath.fold($0) == VolumePath.fold(directory) }
    guard let key, let place = states[key]?.places.removeValue(forKey: VolumePath.key(name)) else { return }
    states[key]?.map.remove(place)
  }

  /// Each name stands where the kernel says; where it does not say, behind the one before.
  private static func state(_ items: [VolumeItem], _ allocated: UInt64, _ unit: UInt64) -> State? {
    let perCluster = Int(clamping: unit / 32)
    let count = max(Int(clamping: allocated / unit), 1) * perCluster
    var occupied: [Range<Int>] = [0..<min(2, count)]
    var places: [ByteText: Range<Int>] = [:]
    var end = 2
    for item in items.sorted(by: { ($0.directoryOffset ?? 0) < ($1.directoryOffset ?? 0) }) {
      guard let slots = try? FATName(item.path.name).slots else { continue }
      let said = item.directoryOffset.map { Int(clamping: $0 / 32) }
      let start = max(said ?? end, end)
      guard start + slots <= count else { continue }
      end = start + slots
      occupied.append(start..<end)
      places[VolumePath.key(item.path.name)] = start..<end
    }
    guard
      let map = try? DirectorySlotMap(
        occupied: occupied, slotCount: count, growth: .clusters(slots: perCluster))
    else { return nil }
    return State(map: map, places: places)
  }
}
