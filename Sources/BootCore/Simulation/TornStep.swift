/// What a power cut in the middle of a step leaves.
extension Simulation {
  /// Every state in which a power cut in the middle of `step` can leave the machine, nothing done
  /// and all done left out.
  ///
  /// These are the promises of the recipes in `DurableFile`, whose proof is the replay of all block
  /// writes: something new stands first under a temporary name, cut short or whole, and on FAT a very
  /// long final name can be there before its size; what is replaced is old or new; what goes is there or
  /// gone.
  public static func torn(_ step: Step, on snapshot: Snapshot) -> [Snapshot] {
    switch step {
    case .stage(let path, let source): created(path, source.bytes ?? 0, snapshot)
    case .recopy(let path, let source): staged(path, source.bytes ?? 0, snapshot)
    case .publish(let path, let text): created(path, UInt64(text.count), snapshot)
    case .replace(let path, let old, let new): replaced(path, old, new, snapshot)
    case .retireEntry, .sweep, .makeDirectory, .point, .setBootOption, .setBootOrder, .removeBootOption,
      .retireLink:
      []
    }
  }

  private static func created(_ path: VolumePath, _ bytes: UInt64, _ snapshot: Snapshot) -> [Snapshot] {
    var states = staged(path, bytes, snapshot)
    var empty = snapshot
    empty.create(path, bytes: 0, text: [])
    states.append(empty)
    return states
  }

  private static func replaced(
    _ path: VolumePath, _ old: [UInt8], _ new: [UInt8], _ snapshot: Snapshot
  ) -> [Snapshot] {
    if old.count == new.count && old.count <= sectorSize { return [] }
    return staged(path, UInt64(new.count), snapshot)
  }

  /// Cut short or whole under the temporary name.
  private static func staged(_ path: VolumePath, _ bytes: UInt64, _ snapshot: Snapshot) -> [Snapshot] {
    guard let temporary = snapshot.ownedName(beside: path) else { return [] }
    return [0, bytes / 2, bytes].map { size in
      var state = snapshot
      state.create(temporary, bytes: size, text: nil)
      return state
    }
  }

  /// What the medium writes whole or not at all, in bytes.
  private static let sectorSize = 512
}

extension Snapshot {
  /// The first name of ours that is free in the directory of `path`.
  fileprivate func ownedName(beside path: VolumePath) -> VolumePath? {
    for number in 0..<1000 {
      let digits = String(number, radix: 36, uppercase: true)
      let name = "LB" + String(repeating: "0", count: 6 - digits.utf8.count) + digits + ".TMP"
      let place = path.parent?.appending(name) ?? VolumePath(path.volume, [name])
      if let place, item(place) == nil { return place }
    }
    return nil
  }
}
