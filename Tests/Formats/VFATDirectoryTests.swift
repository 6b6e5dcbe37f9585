import Formats
import Testing

/// `FATName` and `DirectorySlotMap` against directories that a Linux kernel made.
///
/// The files under `Corpus/vfat-directory` hold random operations, carried out on real FAT volumes in a virtual
/// machine, and which slots were taken afterwards according to a reader of the raw volume.
@Suite struct VFATDirectoryTests {
  /// A volume on which operations are played.
  private struct Volume {
    let clusterSlots: Int
    let shortNames: FATName.ShortNames
    let characters: FATName.Characters
    var directories: [String: DirectorySlotMap] = [:]
    private var places: [String: Range<Int>] = [:]

    /// From the line `volume`, slots a cluster, slots of a fixed root or 0, `shortname=`, characters.
    init(_ fields: [String]) throws {
      clusterSlots = try #require(Int(fields[1]))
      shortNames = try #require(FATName.ShortNames(mountOption: fields[3]))
      characters = fields[4] == "utf8" ? .utf8 : .singleBytes
      let root = try #require(Int(fields[2]))
      directories["/"] = try DirectorySlotMap(
        occupied: [], slotCount: root == 0 ? clusterSlots : root,
        growth: root == 0 ? .clusters(slots: clusterSlots) : .fixed)
    }

    /// Whether there was room.
    mutating func play(_ operation: [String]) throws -> Bool {
      let directory = operation[1]
      switch operation[0] {
      case "add": return try add(operation[2], to: directory)
      case "rm":
        remove(operation[2], from: directory)
        return true
      case "mv":
        // The new name is written before the old one is taken away.
        guard places["\(directory)/\(operation[2])"] != nil, try add(operation[3], to: directory) else {
          return false
        }
        remove(operation[2], from: directory)
        return true
      default:
        let path = (directory == "/" ? "" : directory) + "/" + operation[2]
        directories[path] = DirectorySlotMap(newDirectoryWithClustersOf: clusterSlots)
        return try add(operation[2], to: directory)
      }
    }

    private mutating func add(_ name: String, to directory: String) throws -> Bool {
      if places["\(directory)/\(name)"] != nil { return true }
      let slots = try FATName(name, shortNames: shortNames, characters: characters).slots
      let placement = directories[directory]?.add(slots: slots)
      places["\(directory)/\(name)"] = placement?.slots
      return placement != nil
    }

    private mutating func remove(_ name: String, from directory: String) {
      guard let slots = places.removeValue(forKey: "\(directory)/\(name)") else { return }
      directories[directory]?.remove(slots)
    }
  }

  @Test("names stand where Linux put them", arguments: ["mixed.tsv", "winnt.tsv", "fat16-root.tsv"])
  func recorded(file: String) throws {
    let bytes = try #require([UInt8](contentsOf: "\(Corpus.directory)/vfat-directory/\(file)"))
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    let records = lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    var volume = try Volume(try #require(records.first))
    let operations = records.filter { ["add", "rm", "mv", "mkdir"].contains($0[0]) }
    let refused = try operations.indices.filter { try !volume.play(operations[$0]) }.map { "\($0 + 1)" }
    #expect(refused == records.filter { $0[0] == "fail" }.map { $0[1] })
    let directories = records.filter { $0[0] == "dir" }
    #expect(!directories.isEmpty && directories.count == volume.directories.count)
    for record in directories {
      let map = try #require(volume.directories[record[1]])
      #expect("\(map.slotCount)" == record[2])
      #expect(map.occupied.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",") == record[3])
    }
  }
}
