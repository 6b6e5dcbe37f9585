import Formats

/// Whether repairs fit on their volume, at their peak and to the allocation unit.
struct RepairSpace {
  private let volume: Volume
  private let files: FileIndex

  init(_ snapshot: Snapshot, _ volume: Volume) {
    self.volume = volume
    files = FileIndex(snapshot)
  }

  /// Bytes beyond present use when the steps are at their fullest, done one after the other.
  ///
  /// Each directory is taken to grow by two clusters: one for the temporary's name, one for the final one.
  func peak(of steps: [Step]) -> UInt64 {
    let own = steps.filter { $0.path?.volume == volume.role }
    var used: Int64 = 0
    var peak: Int64 = 0
    for step in own {
      let (new, old) = sizes(step)
      peak = max(peak, used +| Int64(clamping: new))
      used +|= Int64(clamping: new) - Int64(clamping: old)
      peak = max(peak, used)
    }
    let directories = Set(own.filter { sizes($0).new > 0 }.compactMap { $0.path?.parent })
    let growth = directories.reduce(UInt64(0)) { sum, _ in
      sum +| max(volume.allocationUnit, 1) +| max(volume.allocationUnit, 1)
    }
    return peak <= 0 && directories.isEmpty ? 0 : UInt64(max(0, peak)) +| growth
  }

  private func sizes(_ step: Step) -> (new: UInt64, old: UInt64) {
    func allocated(_ path: VolumePath) -> UInt64 { files[path]?.allocatedBytes ?? 0 }
    switch step {
    case .stage(_, let source): return (volume.allocated(source.bytes ?? 0), 0)
    case .recopy(let path, let source): return (volume.allocated(source.bytes ?? 0), allocated(path))
    case .makeDirectory: return (volume.allocationUnit, 0)
    case .publish(_, let text): return (volume.allocated(UInt64(text.count)), 0)
    case .replace(let path, _, let new): return (volume.allocated(UInt64(new.count)), allocated(path))
    case .retireEntry(let path), .sweep(let path): return (0, allocated(path))
    case .point, .setBootOption, .setBootOrder, .removeBootOption, .retireLink: return (0, 0)
    }
  }
}
