import Formats

/// How many clusters the installer's directories grow by when names are added to them.
///
/// A FAT directory is a list of 32-byte slots, and Linux puts a name into the first run of free
/// slots that is long enough, else behind the last one (fs/fat/dir.c, fat_add_entries).
struct DirectoryGrowth {
  private(set) var bytes: UInt64 = 0
  private var used: [String: UInt64] = [:]
  private var capacity: [String: UInt64] = [:]
  private let unit: UInt64

  init(present: PresentFiles, volume: Volume) {
    unit = max(volume.allocationUnit, 32)
    guard volume.isFAT else { return }
    for (directory, items) in present.slots {
      let own = volume.items.first { $0.kind == .directory && $0.path.isAt(directory) }
      used[directory] = items.reduce(2) { $0 &+ Self.slots($1.path.name) }
      capacity[directory] = (own?.allocatedBytes ?? unit) / 32
    }
  }

  /// Adds `name` to `directory`, growing it where it must.
  mutating func add(_ name: String, to directory: String) {
    guard var slots = used[directory], var room = capacity[directory] else { return }
    slots &+= Self.slots(name)
    while slots > room {
      room &+= unit / 32
      bytes &+= unit
    }
    used[directory] = slots
    capacity[directory] = room
  }

  private static func slots(_ name: String) -> UInt64 { 1 &+ (UInt64(name.utf16.count) &+ 12) / 13 }
}
