import BootCore
import Formats

/// Where two snapshots of one machine disagree: the scanned one and the simulated one, or the one before and the
/// one after.
///
/// Left out is what a simulation cannot know or a scan of plain directories sees otherwise: the time, sizes of
/// directories, free space, mounts, the machine's time zone. Marks of generations that are gone, and stray systems
/// that no entry starts, mean nothing to anybody and are left out as well.
public struct SnapshotDifference {
  private let left: Snapshot
  private let right: Snapshot
  private var found: [String] = []

  /// One line for each difference, `left` first; empty when they agree.
  public static func between(_ left: Snapshot, _ right: Snapshot) -> [String] {
    var difference = SnapshotDifference(left: left, right: right)
    difference.compare()
    return difference.found
  }

  private init(left: Snapshot, right: Snapshot) {
    self.left = left
    self.right = right
  }

  private mutating func compare() {
    compareItems("files", { $0.kind == .file ? $0.bytes : nil })
    compareItems("directories", { $0.kind == .directory ? 0 : nil })
    compare("text", left.smallFiles, right.smallFiles)
    compare("mentions", left.mentions.files, right.mentions.files)
    note("unread", left.mentions.unread, right.mentions.unread)
    compare("generations", generations(left), generations(right))
    compare("profiles", profiles(left), profiles(right))
    note("running", left.running, right.running)
    note("overrides", left.firmware.overrides, right.firmware.overrides)
    note("firmware", left.firmware, right.firmware)
    note("machine-id", left.machineID, right.machineID)
    if left.strayToplevels != right.strayToplevels {
      note("strays", named(left).sorted(), named(right).sorted())
    }
    compare("marks", marks(left), marks(right))
    note("installer", installer(left), installer(right))
  }

  private mutating func note<Value: Equatable>(_ what: String, _ left: Value, _ right: Value) {
    if left != right { found.append("\(what): \(left) / \(right)") }
  }

  private mutating func compare<Key: Hashable, Value: Equatable>(
    _ what: String, _ left: [Key: Value], _ right: [Key: Value]
  ) {
    var lines: [String] = []
    for key in Set(left.keys).union(right.keys) where left[key] != right[key] {
      let sides = [left[key], right[key]].map { $0.map { "\($0)" } ?? "not there" }
      lines.append("\(what): \(key): \(sides.joined(separator: " / "))")
    }
    found += lines.sorted()
  }

  private mutating func compareItems(_ what: String, _ value: (VolumeItem) -> UInt64?) {
    func items(_ snapshot: Snapshot) -> [VolumePath: UInt64] {
      var items: [VolumePath: UInt64] = [:]
      for item in snapshot.volumes.flatMap(\.items) {
        if let value = value(item) { items[item.path] = value }
      }
      return items
    }
    compare(what, items(left), items(right))
  }

  private func generations(_ snapshot: Snapshot) -> [GenerationID: String] {
    var all: [GenerationID: String] = [:]
    for generation in snapshot.generations {
      let contents =
        switch generation.contents {
        case .whole(let toplevel): "\(toplevel)"
        case .dangling: "dangling"
        case .unreadable: "unreadable"
        }
      all[generation.id] = "\(generation.linkName) of \(generation.created): \(contents)"
    }
    return all
  }

  private func profiles(_ snapshot: Snapshot) -> [ProfileName: String] {
    var all: [ProfileName: String] = [:]
    for profile in snapshot.profiles where !profile.generations.isEmpty {
      all[profile.name] = "\(profile.directory) \(profile.pointer) \(profile.strays)"
    }
    return all
  }

  private func named(_ snapshot: Snapshot) -> Set<ByteText> {
    let entries = BootLoaders.present(in: snapshot).see(snapshot).entries
    return snapshot.strayToplevels.intersection(entries.compactMap { $0.toplevel.map { ByteText($0) } })
  }

  private func marks(_ snapshot: Snapshot) -> [GenerationID: Set<Mark>] {
    let known = Set(snapshot.generations.map(\.id))
    return snapshot.marks.filter { known.contains($0.key) }
  }

  private func installer(_ snapshot: Snapshot) -> String {
    let facts = snapshot.installer
    return "\(facts.era) \(facts.configurationLimit ?? -1) \(facts.bootCountingTries ?? -1)"
  }
}
