import BootCore
import Formats

/// Disks as text: what is on each partition, and what comes to light when it is opened.
///
///     /dev/vda1 vfat AB12-CD34 esp
///     /dev/vda2 luks L1 partlabel luks
///       btrfs U1 default nixos
///         system 42 at nixos host machine
///           / /dev/mapper/crypted btrfs subvol=nixos
///           /boot UUID=AB12-CD34 vfat
///           crypt crypted /dev/disk/by-partlabel/luks
///
/// What is indented stands in what is above. Under `luks` and `raid` stands one file system or layer without a path,
/// under `lvm` its volumes by their names, under `zfs` its data sets. A member of an array may come without anything
/// below; the last one has it.
public struct DiskSketch: Sendable {
  /// One line with the lines below it.
  struct Node: Sendable {
    var line: SketchLine
    var below: [Node] = []
  }

  let nodes: [Node]

  public init(_ text: String) throws(SketchError) {
    var rest: [(depth: Int, line: SketchLine)] = []
    for (number, source) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let depth = source.prefix { $0 == " " }.count / 2
      guard let line = try SketchLine(source, number: number + 1) else { continue }
      rest.append((depth, line))
    }
    var lines = rest[...]
    nodes = Self.nodes(at: 0, &lines)
  }

  private static func nodes(
    at depth: Int, _ lines: inout ArraySlice<(depth: Int, line: SketchLine)>
  ) -> [Node] {
    var nodes: [Node] = []
    while let first = lines.first, first.depth >= depth {
      lines.removeFirst()
      nodes.append(Node(line: first.line, below: Self.nodes(at: depth + 1, &lines)))
    }
    return nodes
  }
}

/// The disks of a sketch while somebody works on them: what the commands of steps open is open from then on.
public struct SketchedDisks: Sendable {
  let sketch: DiskSketch
  /// Opened LUKS volumes by device, and the names that they were opened under.
  var names: [String: String] = [:]
  /// Assembled arrays by identifier.
  var arrays: [String: String] = [:]
  var readOnlyArrays: Set<String> = []
  var groups: Set<String> = []
  var pools: Set<String> = []
  /// LUKS volumes whose passphrase nobody here knows.
  public var unknownKeys: Set<String> = []

  public init(_ text: String) throws(SketchError) { sketch = try DiskSketch(text) }

  /// What a scan would see now.
  public func survey() throws(SketchError) -> DiskSurvey {
    var reader = DiskReader(disks: self)
    for node in sketch.nodes { try reader.read(node, path: nil, below: []) }
    var storage = StorageMap(devices: reader.devices, pools: pools.sorted())
    storage.datasets = reader.datasets
    return DiskSurvey(storage: storage, systems: reader.systems)
  }

  /// Does what the command of a step would do to these disks.
  ///
  /// - Returns: false where it would fail.
  public mutating func run(_ words: [String]) -> Bool {
    switch words.first {
    case "cryptsetup":
      let place = words.dropLast().last ?? ""
      if unknownKeys.contains(place) { return false }
      names[place] = words.last
    case "mdadm":
      let place = words.first { $0.hasPrefix("/dev/md") } ?? ""
      let identifier = words.first { $0.hasPrefix("--uuid=") }?.dropFirst("--uuid=".count) ?? ""
      if words.contains("--readonly") { readOnlyArrays.insert(place) }
      if words.contains("--assemble") { arrays[identifier.filter { $0 != ":" }] = place }
    case "vgchange": groups.insert(words.last ?? "")
    case "zpool": pools.insert(words.last ?? "")
    default: break
    }
    return true
  }
}
