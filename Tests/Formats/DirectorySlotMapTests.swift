import Testing

@testable import Formats

@Suite struct DirectorySlotMapTests {
  static func map(_ occupied: [Range<Int>], _ count: Int = 16, cluster: Int = 16) throws -> DirectorySlotMap {
    try DirectorySlotMap(occupied: occupied, slotCount: count, growth: .clusters(slots: cluster))
  }

  @Test(
    "a name goes to the first run of slots that holds it",
    arguments: [
      ([0..<2], 3, 2..<5, 0), ([0..<2, 3..<10], 1, 2..<3, 0), ([0..<2, 3..<10], 2, 10..<12, 0),
      ([0..<2, 4..<6, 9..<10], 3, 6..<9, 0), ([], 16, 0..<16, 0), ([1..<16], 1, 0..<1, 0),
      // Free slots at the end count, and only the rest needs new clusters.
      ([0..<14], 3, 14..<17, 1), ([0..<16], 3, 16..<19, 1), ([0..<15], 18, 15..<33, 2),
      ([0..<15], 17, 15..<32, 1),
      ([0..<3, 5..<16], 3, 16..<19, 1),
    ] as [([Range<Int>], Int, Range<Int>, Int)])
  func placement(occupied: [Range<Int>], slots: Int, expected: Range<Int>, newClusters: Int) throws {
    var map = try Self.map(occupied)
    let placement = map.add(slots: slots)
    #expect(placement == DirectorySlotMap.Placement(slots: expected, newClusters: newClusters))
    #expect(map.slotCount == 16 + newClusters * 16)
    #expect(
      map.occupied.contains { $0.contains(expected.lowerBound) && $0.upperBound >= expected.upperBound })
  }

  @Test func `a new directory holds itself and its parent`() {
    var map = DirectorySlotMap(newDirectoryWithClustersOf: 16)
    #expect(map.add(slots: 14)?.newClusters == 0)
    #expect(map.add(slots: 1)?.newClusters == 1)
  }

  @Test func `the root directory of FAT16 does not grow`() throws {
    var map = try DirectorySlotMap(occupied: [0..<510], slotCount: 512, growth: .fixed)
    #expect(map.add(slots: 3) == nil)
    #expect(map.add(slots: 2)?.slots == 510..<512)
    #expect(map.add(slots: 1) == nil)
    map.remove(0..<1)
    #expect(map.add(slots: 1)?.slots == 0..<1)
  }

  @Test func `a removed name leaves room for others and the directory stays as long as it is`() throws {
    var map = try Self.map([0..<16])
    map.remove(4..<7)
    #expect(map.occupied == [0..<4, 7..<16])
    #expect(map.add(slots: 2)?.slots == 4..<6)
    map.remove(0..<100)
    #expect(map.occupied.isEmpty && map.slotCount == 16)
  }

  @Test func `Linux gives up at 2 MiB`() throws {
    var map = try Self.map([0..<65_530], 65_536, cluster: 128)
    #expect(map.add(slots: 6) == nil)
    #expect(map.add(slots: 5)?.slots == 65_530..<65_535)
    #expect(map.add(slots: 1) == nil)
    map.remove(3..<4)
    #expect(map.add(slots: 1)?.slots == 3..<4)
  }

  @Test func `a name of no slots is none`() throws {
    var map = try Self.map([])
    #expect(map.add(slots: 0) == nil)
    #expect(map.add(slots: -1) == nil)
  }

  @Test func `a directory that cannot be is refused`() {
    #expect(throws: FormatError.self) { try Self.map([10..<17]) }
    #expect(throws: FormatError.self) { try Self.map([-1..<3]) }
    #expect(throws: FormatError.self) { try Self.map([], 17) }
    #expect(throws: FormatError.self) { try Self.map([], 0, cluster: 0) }
    #expect(throws: FormatError.self) { try DirectorySlotMap(parsing: [1, 2, 3], growth: .fixed) }
  }

  @Test func `slots are free when they are deleted or were never used, also behind the end mark`() throws {
    func slot(_ first: UInt8) -> [UInt8] { [first] + [UInt8](repeating: 1, count: 31) }
    let bytes = [0x2E, 0xE5, 0x41, 0x00, 0x42, 0xE5, 0x05, 0x00].flatMap(slot)
    let map = try DirectorySlotMap(parsing: bytes, growth: .fixed)
    #expect(map.occupied == [0..<1, 2..<3, 4..<5, 6..<7])
    #expect(map.slotCount == 8)
  }

  @Test("random adding and removing agrees with a search slot by slot", arguments: 0..<50 as Range<UInt64>)
  func agreement(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let cluster = [16, 64, 128].randomElement(using: &random) ?? 16
    var map = DirectorySlotMap(newDirectoryWithClustersOf: cluster)
    var naive = NaiveDirectory(cluster: cluster)
    var names: [Range<Int>] = []
    for _ in 0..<300 {
      if Int.random(in: 0..<3, using: &random) == 0, let name = names.randomElement(using: &random) {
        names.removeAll { $0 == name }
        map.remove(name)
        naive.remove(name)
      } else {
        let count = Int.random(in: 1...21, using: &random)
        let added = map.add(slots: count)
        let placement = try #require(added)
        #expect(placement.slots == naive.add(count))
        names.append(placement.slots)
      }
      #expect(map.slotCount == naive.taken.count)
      #expect(map.occupied.flatMap(\.self) == naive.taken.indices.filter { naive.taken[$0] })
    }
  }

  /// The same rule in the words of the kernel's loop: walk the slots, count free ones, begin anew at a taken one.
  private struct NaiveDirectory {
    let cluster: Int
    var taken: [Bool]

    init(cluster: Int) {
      self.cluster = cluster
      taken = [true, true] + Array(repeating: false, count: cluster - 2)
    }

    mutating func remove(_ range: Range<Int>) { for slot in range { taken[slot] = false } }

    mutating func add(_ count: Int) -> Range<Int> {
      var free = 0
      var place = 0
      while place < taken.count, free < count {
        free = taken[place] ? 0 : free + 1
        place += 1
      }
      let range = place - free..<place - free + count
      while taken.count < range.upperBound { taken += Array(repeating: false, count: cluster) }
      for slot in range { taken[slot] = true }
      return range
    }
  }
}
