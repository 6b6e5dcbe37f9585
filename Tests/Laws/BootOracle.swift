import BootCore
import Formats

/// What a machine boots, read from the facts by simple code of its own.
///
/// It shares nothing with the loader, the attribution, the planners or the safeguards, so that a mistake in them does
/// not hide itself. It knows the forms that sketches have, no more.
struct BootOracle {
  /// What is said in the menu's order, without entries that the loader does not show.
  let menu: [EntryText]
  let all: [EntryText]
  private let files: [VolumePath: UInt64]
  private let snapshot: Snapshot
  private let expected: [String: Toplevel]

  /// - Parameters:
  ///   - origin: the machine before anything was done, which tells what files should be.
  ///   - read: entries that were read before; one with the same path and text is not read again.
  init(_ snapshot: Snapshot, origin: Snapshot, read: [EntryText] = []) {
    self.snapshot = snapshot
    var files: [VolumePath: UInt64] = [:]
    for item in snapshot.volumes.flatMap(\.items) where item.kind == .file { files[item.path] = item.bytes }
    self.files = files
    var expected: [String: Toplevel] = [:]
    for toplevel in origin.generations.compactMap(\.toplevel) {
      expected[toplevel.path] = toplevel
      for inner in toplevel.specialisations { expected[inner.toplevel.path] = inner.toplevel }
    }
    self.expected = expected
    let known = Dictionary(read.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var entries: [EntryText] = []
    for (path, file) in snapshot.smallFiles {
      guard case .bytes(let bytes) = file, Self.isEntry(path) else { continue }
      if let entry = known[path], entry.bytes == bytes {
        entries.append(entry)
      } else {
        entries.append(EntryText(path, bytes))
      }
    }
    for (path, image) in snapshot.images { entries.append(known[path] ?? EntryText(image: path, image)) }
    all = entries.sorted { $0.path < $1.path }
    // Generated machines have the processor that the loader calls x64.
    menu = all.filter { entry in
      let isShown = (entry.fields["architecture"] ?? []).allSatisfy { $0 == "x64" }
      return isShown && entry.program.map { files[$0] != nil } ?? false
    }.sorted(by: Self.comesFirst)
  }

  private static func isEntry(_ path: VolumePath) -> Bool {
    path.components.count == 3 && path.components[0] == "loader" && path.components[1] == "entries"
      && path.name.hasSuffix(".conf")
  }

  // MARK: What is taken

  /// The entry of the very next boot only, where one is asked for and found.
  var oneShot: String? { snapshot.firmware.overrides[.oneShot].flatMap { find($0, evenBad: true) } }

  /// The entry of every other boot; nil when the menu is empty.
  var lasting: String? { chosen ?? menu.first?.id }

  /// What somebody chose, and not only the order of the menu.
  var chosen: String? {
    let conf = configuration
    for pattern in [snapshot.firmware.overrides[.preferred], conf["preferred"]] {
      if let pattern, let id = find(pattern, evenBad: false) { return id }
    }
    for pattern in [snapshot.firmware.overrides[.default], conf["default"]] {
      let named = pattern?.lowercased() == "@saved" ? snapshot.firmware.lastBooted : pattern
      if let named, let id = find(named, evenBad: true) { return id }
    }
    return nil
  }

  /// The configuration chooses something, whether it is found or not.
  var hasWish: Bool {
    [configuration["default"], configuration["preferred"]].contains { wish in
      wish != nil && (wish != "@saved" || snapshot.firmware.lastBooted != nil)
    }
  }

  /// Everything that is named somewhere as what should be taken.
  var wishes: Set<String> {
    Set((Array(snapshot.firmware.overrides.values) + Array(configuration.values)).map { $0.lowercased() })
  }

  private var configuration: [String: String] {
    let role = snapshot.volumes.first?.role ?? .esp
    guard let path = VolumePath(role, "/loader/loader.conf"),
      case .bytes(let bytes)? = snapshot.smallFiles[path]
    else { return [:] }
    var settings: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { settings[String(words[0])] = String(words[1]) }
    }
    return settings
  }

  private var hasWindows: Bool {
    snapshot.volumes.first?.items.contains { $0.path.isAt("/EFI/Microsoft/Boot/bootmgfw.efi") } ?? false
  }

  private func find(_ pattern: String, evenBad: Bool) -> String? {
    let pattern = pattern.lowercased()
    // The loader makes it where Windows lies on its own volume, and nowhere else.
    if pattern == "auto-windows" { return hasWindows ? pattern : nil }
    if pattern.hasPrefix("auto-") { return pattern }
    return menu.first { (evenBad || !$0.isBad) && Self.matches($0.id, pattern) }?.id
  }

  /// A star stands for any text; generated patterns have nothing else.
  private static func matches(_ text: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return text == pattern }
    return text.hasPrefix(parts[0]) && text.hasSuffix(parts[parts.count - 1])
  }

  private static func comesFirst(_ left: EntryText, _ right: EntryText) -> Bool {
    if left.isBad != right.isBad { return right.isBad }
    switch (left.fields["sort-key"]?.last, right.fields["sort-key"]?.last) {
    case (let a?, let b?):
      if a != b { return a < b }
      let machines = [left, right].map { $0.fields["machine-id"]?.last ?? "" }
      if machines[0] != machines[1] { return machines[0] < machines[1] }
      let versions = (left.versions.version, right.versions.version)
      if versions.0 != versions.1 { return versions.0 > versions.1 }
    case (_?, nil): return true
    case (nil, _?): return false
    case (nil, nil): break
    }
    let ids = (left.versions.id, right.versions.id)
    return ids.0 == ids.1 ? left.path < right.path : ids.0 > ids.1
  }

  // MARK: What works

  /// The entry of that id, and all it needs is there and of the right size. What the loader makes itself, or what
  /// another system owns, is taken to work.
  func works(_ id: String) -> Bool {
    if id.hasPrefix("auto-") { return true }
    guard let entry = menu.first(where: { $0.id == id }) else { return false }
    return works(entry)
  }

  /// Whether `entry` boots, as far as anybody can tell without trying.
  enum Answer { case boots, fails, unclear }

  func answer(_ entry: EntryText) -> Answer {
    if !works(entry) { return .fails }
    return isKnown(entry) && !hasLonger(entry) && saysWhatIsWritten(entry) ? .boots : .unclear
  }

  /// A file is longer than its original without a reason: one of the two is damaged, and sizes do not say which.
  private func hasLonger(_ entry: EntryText) -> Bool {
    guard let system = entry.toplevel.flatMap({ expected[$0] }) else { return false }
    return entry.files.contains { file in
      let mayGrow = file != entry.program && system.initrdSecrets != nil
      guard !mayGrow, let bytes = files[file], let wanted = wantedBytes(file, entry, system) else {
        return false
      }
      return bytes > wanted
    }
  }

  /// It has the lines that an installer writes for its system, and no other that a boot depends on.
  private func saysWhatIsWritten(_ entry: EntryText) -> Bool {
    guard let system = entry.toplevel.flatMap({ expected[$0] }) else { return false }
    let harmless: Set<String> = ["title", "version", "sort-key", "machine-id", "architecture"]
    let once: Set<String> = ["linux", "options", "devicetree"]
    for (key, values) in entry.fields where !harmless.contains(key) && key != "initrd" {
      guard once.contains(key), values.count == 1 else { return false }
    }
    let options = (entry.fields["options"]?.first ?? "").split(separator: " ").map(String.init)
    let isMoved = entry.fields["initrd"] == nil
    let wanted = ["init=\(system.path)/init"] + system.kernelParams
    guard options.filter({ !isMoved || !$0.hasPrefix("initrd=") }) == wanted else { return false }
    let initrds = entry.initrds.count
    guard initrds == (system.initrd == nil ? 0 : 1) + system.extraInitrds.count else { return false }
    let trees = entry.fields["devicetree"]?.count ?? 0
    guard trees == (system.devicetree == nil ? 0 : 1) else { return false }
    return named(entry, system)
  }

  /// Each file has the name that a copy of its system's file has.
  private func named(_ entry: EntryText, _ system: Toplevel) -> Bool {
    guard let program = entry.program, Self.isCopy(program, system.kernel) else { return false }
    guard let first = entry.initrds.first, system.initrd != nil else { return true }
    return isInitrd(first, system)
  }

  private func isInitrd(_ path: VolumePath, _ system: Toplevel) -> Bool {
    Self.isCopy(path, system.initrd) || system.initrdSecrets != nil && path.name.hasSuffix("-initrd.efi")
  }

  private static func isCopy(_ path: VolumePath, _ source: StoreFile?) -> Bool {
    guard let source else { return false }
    let parts = source.path.split(separator: "/").dropFirst(2)
    return path.name.lowercased() == "\(parts.first ?? "")-\(parts.last ?? "").efi".lowercased()
  }

  func works(_ entry: EntryText) -> Bool {
    // Where its text was cut before the identifier that this machine's entries have, its name tells whose it is.
    let owner = entry.fields["machine-id"]?.last
    let isOurs =
      owner.map { $0 == snapshot.machineID }
      ?? (snapshot.machineID != nil && entry.path.name.hasPrefix("nixos-"))
    guard let toplevel = entry.toplevel else { return !isOurs }
    guard let system = expected[toplevel] else {
      // A generation's link names it, so it is ours whatever else the entry says, and it is not there.
      if snapshot.generations.contains(where: { $0.id.toplevel == toplevel && $0.contents == .dangling }) {
        return false
      }
      // Of this installation, but neither a generation nor the store has its system any more.
      let isThere = entry.files.allSatisfy { (files[$0] ?? 0) > 0 }
      return !isOurs || snapshot.strayToplevels.contains(ByteText(toplevel)) && isThere
    }
    guard system.initProblem == nil else { return false }
    if system.initrd != nil, entry.initrds.isEmpty { return false }
    for file in entry.files {
      guard let bytes = files[file], bytes > 0 else { return false }
      if let wanted = wantedBytes(file, entry, system) {
        if bytes < wanted { return false }
      }
    }
    return true
  }

  private func wantedBytes(_ file: VolumePath, _ entry: EntryText, _ system: Toplevel) -> UInt64? {
    if file == entry.program { return Self.isCopy(file, system.kernel) ? system.kernel.bytes : nil }
    if system.extraInitrds.contains(where: { VolumePath(file.volume, $0) == file }) { return files[file] }
    let isTree = (entry.fields["devicetree"] ?? []).contains { VolumePath(file.volume, $0) == file }
    if isTree { return Self.isCopy(file, system.devicetree) ? system.devicetree?.bytes : nil }
    return isInitrd(file, system) ? system.initrd?.bytes : nil
  }

  /// How many generations have their link, and an entry of the menu that starts them for certain. Where several
  /// share a system, an entry counts for one of them.
  var wholeGenerations: Int {
    var links: [String: Int] = [:]
    for generation in snapshot.generations {
      if let system = generation.toplevel, isKnown(system) { links[system.path, default: 0] += 1 }
    }
    return links.reduce(0) { sum, link in
      sum + min(link.value, menu.count { $0.toplevel == link.key && !$0.isBad && answer($0) == .boots })
    }
  }

  /// Systems that have a link and an entry in the menu of which nobody can tell whether it boots, and none that does.
  var unclearSystems: Set<String> {
    let linked = Set(snapshot.generations.compactMap(\.toplevel?.path))
    let sure = Set(menu.filter { !$0.isBad && answer($0) == .boots }.compactMap(\.toplevel))
    return Set(menu.filter { answer($0) == .unclear }.compactMap(\.toplevel)).intersection(linked)
      .subtracting(sure)
  }

  /// Every file that it needs can be compared with the store.
  private func isKnown(_ entry: EntryText) -> Bool {
    guard let system = entry.toplevel.flatMap({ expected[$0] }) else { return false }
    return entry.files.allSatisfy { wantedBytes($0, entry, system) != nil }
  }

  private func isKnown(_ system: Toplevel) -> Bool {
    system.kernel.bytes != nil && (system.initrd == nil || system.initrd?.bytes != nil)
  }

  func bytes(of path: VolumePath) -> UInt64? { files[path] }
}
