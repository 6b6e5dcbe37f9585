import Formats

/// Where a table says that the store is.
struct StorePlace: Hashable {
  /// The line whose file system holds it.
  var line: Fstab.Entry
  /// Its path from the top of that file system; nil where the subvolume is named by a number.
  var path: String?
  /// The file system is mounted at /nix, so that it has no root of a system.
  var isNixOnly: Bool

  /// Mounts that show one place at another, over one another.
  private static let bindLimit = 16

  /// Nil where no line says, and where the store is on nothing that lasts.
  init?(_ table: [Fstab.Entry], defaultSubvolume: String?) {
    var path = "/nix/store"
    for _ in 0..<Self.bindLimit {
      guard let line = Self.line(for: path, table) else { return nil }
      let rest = line.mountPoint == "/" ? path : String(path.dropFirst(line.mountPoint.utf8.count))
      if line.options.contains("bind") || line.options.contains("rbind") {
        guard line.spec.hasPrefix("/"), line.spec != line.mountPoint else { return nil }
        path = (line.spec == "/" ? "" : line.spec) + rest
        continue
      }
      if ["tmpfs", "ramfs", "overlay"].contains(line.type) { return nil }
      self.line = line
      isNixOnly = rest == "/store"
      self.path = Self.subvolume(line, defaultSubvolume).map { Self.joined($0, rest) }
      return
    }
    return nil
  }

  private static func line(for path: String, _ table: [Fstab.Entry]) -> Fstab.Entry? {
    let above = table.filter { line in
      line.type != "swap"
        && (line.mountPoint == "/" || path == line.mountPoint || path.hasPrefix(line.mountPoint + "/"))
    }
    // Of two lines for one place the last is on top.
    return above.enumerated().max {
      ($0.element.mountPoint.utf8.count, $0.offset) < ($1.element.mountPoint.utf8.count, $1.offset)
    }?.element
  }

  /// From the top, without slashes at its ends.
  private static func subvolume(_ line: Fstab.Entry, _ byDefault: String?) -> String? {
    guard line.type == "btrfs" else { return "" }
    if let named = line.option("subvol") { return joined(named, "") }
    if let number = line.option("subvolid") { return number == "5" || number == "0" ? "" : nil }
    return byDefault ?? ""
  }

  static func joined(_ first: String, _ second: String) -> String {
    (first + "/" + second).split(separator: "/").joined(separator: "/")
  }
}

extension FoundSystem {
  /// What its own table says about its store.
  var declaredStore: StorePlace? { StorePlace(table, defaultSubvolume: defaultSubvolume) }

  /// Where its store was found, from the top of the file system.
  var storePath: String { StorePlace.joined(subvolume ?? "", isNixOnly ? "store" : "nix/store") }

  /// False for a snapshot or another copy, and for a store that is hidden below another: its own table says that the
  /// store is in another place.
  public var isAtItsPlace: Bool {
    guard let declared = declaredStore else { return true }
    if type == "zfs" { return declared.line.type != "zfs" || declared.line.spec == device }
    guard declared.line.type == type || declared.line.type == "auto" || type.isEmpty else { return false }
    return declared.path.map { $0 == storePath } ?? true
  }
}

extension FoundSystem {
  /// The place of the store below the subvolume that a line mounts.
  private var rest: String? {
    guard let declared = declaredStore, let path = declared.path, declared.line.type == type else {
      return nil
    }
    let mounted = declared.line.option("subvol").map { StorePlace.joined($0, "") } ?? defaultSubvolume ?? ""
    return path.hasPrefix(mounted) ? StorePlace.joined(String(path.dropFirst(mounted.utf8.count)), "") : nil
  }

  /// A snapshot, or another subvolume with the same store: what boots is where its own table says.
  public var isCopy: Bool { type == "btrfs" && !isAtItsPlace && declaredStore?.line.type == type }

  /// The table, with the subvolume of a copy in place of the one that it is a copy of.
  var copiedTable: [Fstab.Entry] {
    guard isCopy, let line = declaredStore?.line, let rest else { return table }
    if storePath.hasSuffix(rest) {
      let subvolume = StorePlace.joined(String(storePath.dropLast(rest.utf8.count)), "")
      return table.map { $0 == line ? $0.showing(subvolume, at: $0.mountPoint) : $0 }
    }
    // A snapshot of the store alone, which the table has nested in its root.
    return isNixOnly ? table + [line.showing(subvolume ?? "", at: "/nix")] : table
  }
}

extension Fstab.Entry {
  fileprivate func showing(_ subvolume: String, at place: String) -> Fstab.Entry {
    let others = options.filter { !$0.hasPrefix("subvol=") && !$0.hasPrefix("subvolid=") && $0 != "defaults" }
    return Fstab.Entry(
      spec: spec, mountPoint: place, type: type,
      options: ["subvol=" + (subvolume.isEmpty ? "/" : subvolume)] + others, line: line)
  }
}

/// One system is seen more than once: through its own subvolume, and through each that it is nested in.
public enum SystemFolding {
  /// Each system and each copy once, in the order in which they were found.
  public static func folded(_ found: [FoundSystem]) -> [FoundSystem] {
    var groups: [[FoundSystem]] = []
    for system in found {
      let place = groups.firstIndex { group in
        group.contains { $0.device == system.device && $0.storePath == system.storePath }
      }
      if let place { groups[place].append(system) } else { groups.append([system]) }
    }
    return groups.compactMap(one)
  }

  /// The way of looking at it that its own table has; what only another way shows is kept.
  private static func one(_ ways: [FoundSystem]) -> FoundSystem? {
    let wanted = ways.first?.declaredStore?.isNixOnly
    let own = ways.first { way in wanted.map { way.isNixOnly == $0 } ?? !way.isNixOnly }
    guard var system = own ?? ways.first else { return nil }
    for way in ways where system.hostName == nil { system.hostName = way.hostName }
    return system
  }
}
