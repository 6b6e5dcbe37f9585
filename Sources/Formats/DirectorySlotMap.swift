/// Which slots of a FAT directory are taken, and where Linux puts the next name.
///
/// Exactly the rule of `fat_add_entries` in Linux `fs/fat/dir.c`: the first run of enough free slots counted from the
/// start of the directory; if there is none, the free slots at its end and as many new clusters as the rest needs.
/// Free means deleted or never used; Linux looks on behind the end mark. Directories never shrink.
public struct DirectorySlotMap: Hashable, Sendable {
  /// Where a name came to stand.
  public struct Placement: Hashable, Sendable {
    public let slots: Range<Int>
    /// Clusters that the directory had to grow by.
    public let newClusters: Int
  }

  /// How a directory gets more room.
  public enum Growth: Hashable, Sendable {
    /// By clusters of so many slots.
    case clusters(slots: Int)
    /// Not at all, as the root directory of FAT12 and FAT16.
    case fixed
  }

  /// Slots a search may reach: Linux gives up at a directory of 2 MiB, before it looks at the last slot.
  static let searchLimit = 65_535

  /// The taken slots in order; no two runs touch.
  public private(set) var occupied: [Range<Int>]
  /// All slots, taken or free.
  public private(set) var slotCount: Int
  public let growth: Growth

  /// A directory as `mkdir` makes it: one cluster with the names `.` and `..`.
  public init(newDirectoryWithClustersOf slots: Int) {
    occupied = [0..<min(2, max(0, slots))]
    slotCount = max(2, slots)
    growth = .clusters(slots: max(2, slots))
  }

  /// A directory of `slotCount` slots, of which `occupied` are taken, in any order.
  ///
  /// - Throws: `FormatError` when a range lies outside, when clusters have no slots, or when the directory is not made
  ///   of whole clusters.
  public init(occupied: [Range<Int>], slotCount: Int, growth: Growth) throws(FormatError) {
    guard slotCount >= 0, occupied.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= slotCount }) else {
      throw Self.error("slots outside the \(slotCount) there are")
    }
    if case .clusters(let size) = growth {
      guard size > 0, slotCount.isMultiple(of: size) else {
        throw Self.error("\(slotCount) slots are no whole clusters of \(size)")
      }
    }
    self.occupied = Self.joined(occupied)
    self.slotCount = slotCount
    self.growth = growth
  }

  /// A directory from its bytes, all clusters of it.
  ///
  /// - Throws: `FormatError` when they are not whole slots, or not whole clusters.
  public init(parsing bytes: [UInt8], growth: Growth) throws(FormatError) {
    guard bytes.count.isMultiple(of: FATGeometry.slotSize) else {
      throw Self.error("\(bytes.count) bytes are no whole slots")
    }
    let count = bytes.count / FATGeometry.slotSize
    let taken = (0..<count).filter { ![0, 0xE5].contains(bytes[$0 * FATGeometry.slotSize]) }
    try self.init(occupied: taken.map { $0..<$0 + 1 }, slotCount: count, growth: growth)
  }

  private static func error(_ problem: String) -> FormatError {
    FormatError(format: "FAT directory", problem: problem)
  }

  private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = runs.last, range.lowerBound <= last.upperBound {
        runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        runs.append(range)
      }
    }
    return runs
  }

  /// Puts a name of `count` slots where Linux would; nil, and nothing changed, when the directory is full.
  public mutating func add(slots count: Int) -> Placement? {
    guard count > 0 else { return nil }
    var start = 0
    for run in occupied {
      if run.lowerBound - start >= count { return take(start, count, newClusters: 0) }
      start = run.upperBound
    }
    let missing = count - (slotCount - start)
    guard missing > 0 else { return take(start, count, newClusters: 0) }
    guard slotCount <= Self.searchLimit, case .clusters(let size) = growth else { return nil }
    let clusters = (missing + size - 1) / size
    slotCount += clusters * size
    occupied = Self.joined(occupied + [start..<start + count])
    return Placement(slots: start..<start + count, newClusters: clusters)
  }

  private mutating func take(_ start: Int, _ count: Int, newClusters: Int) -> Placement? {
    guard start + count <= Self.searchLimit else { return nil }
    occupied = Self.joined(occupied + [start..<start + count])
    return Placement(slots: start..<start + count, newClusters: newClusters)
  }

  /// Takes a name away; its slots are free for others.
  public mutating func remove(_ slots: Range<Int>) {
    occupied = occupied.flatMap { run -> [Range<Int>] in
      guard run.overlaps(slots) else { return [run] }
      let before = run.lowerBound..<max(run.lowerBound, slots.lowerBound)
      let after = min(run.upperBound, slots.upperBound)..<run.upperBound
      return [before, after].filter { !$0.isEmpty }
    }
  }
}
