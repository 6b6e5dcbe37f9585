/// Whether every name on a FAT volume stands on a chain of its own, long enough for what its size says.
///
/// That is what a power cut can break, and what makes it dangerous to go on: who removes one of two names on a
/// chain frees the clusters of the other, and at a chain that ends wrongly Linux turns the volume read-only.
/// Clusters that nobody has, a chain longer than its file and a wrong count of free clusters are no danger.
public struct FATSoundness {
  /// Gives bytes of the volume: an offset, and how many; nil when they cannot be read.
  public typealias Read = (_ offset: Int, _ count: Int) -> [UInt8]?

  private let geometry: FATGeometry
  private var table: FATTable
  private var names = 0

  /// 64 MiB: a FAT32 of 16 million clusters. No boot volume has a larger one.
  private static let tableLimit = 64 << 20
  private static let nameLimit = 100_000
  private static let depthLimit = 32
  /// As Linux: 2 MiB.
  private static let directoryLimit = 2 << 20

  /// The first thing that is wrong, for example `/LOADER/ENTRIES/NIXOS-~1.CON ends on a free cluster`; nil when
  /// nothing is.
  public static func problem(_ read: Read) -> String? {
    do {
      let geometry = try FATGeometry(parsing: try wanted(read(0, FATGeometry.readSize)))
      let size = geometry.sectorsPerFAT * geometry.bytesPerSector
      guard size <= tableLimit else { return "its table of \(size) bytes is larger than any boot volume's" }
      let table = FATTable(try wanted(read(geometry.fatStart, size)), of: geometry)
      var check = FATSoundness(geometry: geometry, table: table)
      try check.look(read)
      return nil
    } catch {
      return error.problem
    }
  }

  private static func wanted(_ bytes: [UInt8]?) throws(FormatError) -> [UInt8] {
    guard let bytes else { throw FormatError(format: "FAT", problem: "the device cannot be read") }
    return bytes
  }

  private init(geometry: FATGeometry, table: FATTable) {
    self.geometry = geometry
    self.table = table
  }

  /// Looks at the whole tree.
  private mutating func look(_ read: Read) throws(FormatError) {
    var waiting = [(path: "", bytes: try root(read), depth: 0)]
    while let folder = waiting.popLast() {
      let slots: [FATSlot]
      do throws(FormatError) {
        slots = try FATSlot.all(in: folder.bytes, kind: geometry.kind)
      } catch {
        throw Self.about(folder.path.isEmpty ? "/" : folder.path, error)
      }
      for slot in slots {
        let path = "\(folder.path)/\(slot.name)"
        do throws(FormatError) {
          guard let inside = try contents(slot, read) else { continue }
          guard folder.depth < Self.depthLimit else { throw Self.error("lies too deep") }
          waiting.append((path, inside, folder.depth + 1))
        } catch {
          throw Self.about(path, error)
        }
      }
    }
  }

  private mutating func root(_ read: Read) throws(FormatError) -> [UInt8] {
    guard let cluster = geometry.rootCluster else {
      let start = geometry.dataStart - geometry.rootSlots * FATGeometry.slotSize
      return try Self.wanted(read(start, geometry.rootSlots * FATGeometry.slotSize))
    }
    do throws(FormatError) {
      return try bytes(of: table.chain(from: cluster), read)
    } catch {
      throw Self.about("/", error)
    }
  }

  /// Takes the chain of a name; the bytes of a directory, nil for a file.
  private mutating func contents(_ slot: FATSlot, _ read: Read) throws(FormatError) -> [UInt8]? {
    names += 1
    guard names <= Self.nameLimit else { throw Self.error("is one name more than a boot volume holds") }
    if slot.isDirectory { return try bytes(of: table.chain(from: slot.firstCluster), read) }
    if slot.firstCluster == 0 && slot.bytes == 0 { return nil }
    let clusters = UInt64(try table.chain(from: slot.firstCluster).count)
    guard clusters >= geometry.clusters(holding: slot.bytes) else {
      throw Self.error(
        "has \(slot.bytes) bytes, and room for \(clusters) clusters of \(geometry.clusterSize)")
    }
    return nil
  }

  private func bytes(of clusters: [Int], _ read: Read) throws(FormatError) -> [UInt8] {
    guard clusters.count * geometry.clusterSize <= Self.directoryLimit else {
      throw Self.error("is larger than a directory can be")
    }
    var bytes: [UInt8] = []
    for cluster in clusters {
      let place = geometry.dataStart + (cluster - 2) * geometry.clusterSize
      bytes += try Self.wanted(read(place, geometry.clusterSize))
    }
    return bytes
  }

  private static func error(_ problem: String) -> FormatError { FormatError(format: "FAT", problem: problem) }

  private static func about(_ path: String, _ error: FormatError) -> FormatError {
    Self.error("\(path) \(error.problem)")
  }
}
