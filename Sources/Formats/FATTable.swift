/// The allocation table of a FAT volume: which cluster follows which.
struct FATTable {
  /// What an entry of the table says of its cluster.
  enum Entry: Hashable {
    case free
    case next(Int)
    case bad
    case end
  }

  private let bytes: [UInt8]
  private let kind: FATGeometry.Kind
  /// The clusters that are in some chain already.
  private var taken: [Bool]

  /// - Parameter bytes: the first FAT, whole.
  init(_ bytes: [UInt8], of geometry: FATGeometry) {
    self.bytes = bytes
    kind = geometry.kind
    taken = [Bool](repeating: false, count: geometry.clusterCount + 2)
  }

  /// The clusters of a chain, in order, which from now on are taken.
  ///
  /// - Throws: `FormatError` when it leaves the volume, ends on a free or bad cluster, or has a cluster that
  ///   another chain, or itself, has already.
  mutating func chain(from first: Int) throws(FormatError) -> [Int] {
    var clusters: [Int] = []
    var cluster = first
    while true {
      guard taken.indices.contains(cluster), cluster >= 2 else { throw Self.problem("leaves the volume") }
      if taken[cluster] { throw Self.problem("shares clusters with another") }
      taken[cluster] = true
      clusters.append(cluster)
      switch entry(cluster) {
      case .end: return clusters
      case .next(let next): cluster = next
      case .free: throw Self.problem("ends on a free cluster")
      case .bad: throw Self.problem("ends on a bad cluster")
      }
    }
  }

  private static func problem(_ text: String) -> FormatError {
    FormatError(format: "FAT chain", problem: text)
  }

  /// Microsoft specification, section 4; an entry outside the bytes at hand reads as free.
  func entry(_ cluster: Int) -> Entry {
    let (value, width) =
      switch kind {
      case .fat12: (twelveBits(cluster), 12)
      case .fat16: (byte(cluster * 2) | byte(cluster * 2 + 1) << 8, 16)
      // The upper four bits are not part of the number.
      case .fat32: ((0..<4).reduce(0) { $0 | byte(cluster * 4 + $1) << ($1 * 8) } & 0x0FFF_FFFF, 28)
      }
    let top = 1 << width
    return value == 0 ? .free : value >= top - 8 ? .end : value == top - 9 ? .bad : .next(value)
  }

  private func twelveBits(_ cluster: Int) -> Int {
    let place = cluster * 3 / 2
    let pair = byte(place) | byte(place + 1) << 8
    return cluster.isMultiple(of: 2) ? pair & 0xFFF : pair >> 4
  }

  private func byte(_ place: Int) -> Int { bytes.indices.contains(place) ? Int(bytes[place]) : 0 }
}
