import Formats

/// systemd-boot as NixOS installs it, in all four on-disk forms (nixos-boot-facts 3.2).
public struct SystemdBoot: BootLoader {
  public init() {}

  public var name: String { "systemd-boot" }

  public var wantedFiles: [SmallFileRequest] {
    [
      SmallFileRequest(directory: "/loader", suffix: "loader.conf", limit: 64 << 10),
      SmallFileRequest(directory: "/loader/entries", suffix: ".conf", limit: 256 << 10),
      SmallFileRequest(directory: "/EFI/Linux", suffix: ".efi", limit: 1 << 20, form: .image),
    ]
  }

  public func isPresent(on volume: Volume) -> Bool {
    volume.items.contains { $0.path.isAt("/loader/entries") || $0.path.isAt("/EFI/systemd") }
  }

  public func place(of path: VolumePath) -> Place {
    if Temporaries.isOne(path) { return .temporary }
    let (directory, name) = path.folded
    switch directory {
    case "efi/nixos": return name == ".extra-files" ? .marker : .kernels
    case "loader/entries": return name.utf8.hasSuffix(".conf") ? .entry : .elsewhere
    case "efi/linux": return name.utf8.hasSuffix(".efi") ? .unifiedImage : .elsewhere
    case "loader":
      return name == "loader.conf" ? .configuration : name == "entries.srel" ? .marker : .loader
    default:
      if path.isBelow("/EFI/nixos/.extra-files") { return .marker }
      let isLoaders = ["/EFI/systemd", "/EFI/BOOT", "/loader"].contains { path.isBelow($0) }
      return isLoaders ? .loader : .elsewhere
    }
  }

  public func see(_ snapshot: Snapshot) -> LoaderView {
    var entries: [BootEntry] = []
    var problems: [NotUnderstood] = []
    let habits = habits(snapshot)
    for path in snapshot.smallFiles.keys.sorted() where place(of: path) == .entry {
      let reading = EntryReading.type1(path, snapshot.smallFiles[path], hidesConflicts: habits.hidesConflicts)
      collect(reading, &entries, &problems)
    }
    for item in snapshot.volumes.flatMap(\.items) where item.kind == .file {
      guard place(of: item.path) == .unifiedImage else { continue }
      collect(EntryReading.type2(item.path, snapshot.images[item.path]), &entries, &problems)
    }
    problems += EntryReading.duplicates(entries, in: snapshot) + EntryReading.ambiguous(snapshot)
    hideWithoutProgram(&entries, snapshot)
    hideOfOtherProcessors(&entries, snapshot)
    let menu = MenuOrder.sorted(entries)
    let (configuration, problem) = configuration(in: snapshot)
    problems += problem.map { [$0] } ?? []
    let shown = menu.filter { $0.hidden == nil }
    let automatic = automatic(snapshot, configuration)
    func next(_ habits: LoaderHabits) -> NextBoot {
      NextBoot(
        menu: shown, configuration: configuration, firmware: snapshot.firmware, automatic: automatic,
        habits: habits)
    }
    let nextBoot = next(habits)
    if habits.mayCompareCounters {
      var other = habits
      other.comparesCounters = true
      problems += doubt(shown, nextBoot, next(other)).map { [$0] } ?? []
    }
    return LoaderView(
      entries: menu, nextBoot: nextBoot, notUnderstood: problems, managed: managed(in: snapshot))
  }

  /// By the copies of the loader on the boot volumes, as far as anybody looked and they say it.
  private func habits(_ snapshot: Snapshot) -> LoaderHabits {
    let versions = (snapshot.programs ?? [:]).values.filter { $0.product == .systemdBoot }.map(\.version)
    return LoaderHabits(versions: versions.contains(nil) ? [] : versions.compactMap(\.self))
  }

  /// A choice that finds its entry or not by what this version does, which is not known.
  private func doubt(
    _ menu: [BootEntry], _ nextBoot: NextBoot, _ other: NextBoot
  ) -> NotUnderstood? {
    guard nextBoot.oneShot != other.oneShot || nextBoot.lasting != other.lasting,
      let counted = menu.first(where: { EntryFileName($0.path.name).isCounted })
    else { return nil }
    return NotUnderstood(
      path: counted.path,
      why:
        "attempts to boot it are counted, and whether this version of the loader finds such an entry by its id is not known",
      remedy: Remedy(.person("boot it and let it come up, which ends the counting")).or(
        .person("install a newer boot loader with the next update")))
  }

  private func automatic(_ snapshot: Snapshot, _ configuration: LoaderConf?) -> AutomaticEntries? {
    AutomaticEntries(snapshot, configuration, snapshot.firmwareArchitecture.map(program))
  }

  /// As `bootctl install` does it (nixos-boot-facts 3.2.9, 4.8).
  public func program(for architecture: Architecture) -> LoaderProgram {
    let file = "systemd-boot\(architecture.rawValue).efi"
    return LoaderProgram(
      product: .systemdBoot, label: "Linux Boot Manager", path: "/EFI/systemd/\(file)",
      fallbackPath: architecture.fallbackPath, storePath: "/systemd/lib/systemd/boot/efi/\(file)")
  }

  public func retire(_ entry: BootEntry) -> [Step] { [.retireEntry(entry.path)] }

  public func makeDefault(_ entry: BootEntry, in snapshot: Snapshot) -> [Step]? {
    // Whatever the installer's further commands make of the file would be lost.
    guard snapshot.installer.extraCommands.isEmpty, let path = configurationPath(in: snapshot),
      habits(snapshot).finds(entry)
    else { return nil }
    guard let steps = configurationSteps(path, entry, snapshot) else { return nil }
    return steps + overridingVariables(entry, snapshot).map { .point($0.name, from: $0.value, to: nil) }
  }

  public func disown(_ id: String, in snapshot: Snapshot) -> Step? {
    guard snapshot.installer.extraCommands.isEmpty, let path = configurationPath(in: snapshot),
      case .bytes(let old)? = snapshot.smallFiles[path], let text = try? LoaderConf(parsing: old)
    else { return nil }
    let new = text.settingStandIn(id)
    return new == old ? nil : .replace(path, old: old, new: new)
  }

  /// The variables that would make the loader take another entry than `entry`, whatever the file says.
  private func overridingVariables(
    _ entry: BootEntry, _ snapshot: Snapshot
  ) -> [(name: LoaderVariable, value: String)] {
    if snapshot.firmware.overrides.isEmpty { return [] }
    let menu = see(snapshot).entries.filter { $0.hidden == nil }
    // A `preferred` line, which then names the entry too, comes before the variable for the default.
    let hasPreferred = configuration(in: snapshot).0?.preferred != nil
    return (hasPreferred ? [LoaderVariable.preferred] : [.preferred, .default]).compactMap { name in
      guard let value = snapshot.firmware.overrides[name] else { return nil }
      var alone = FirmwareState(isAvailable: true, overrides: [name: value])
      alone.entries = snapshot.firmware.entries
      alone.lastBooted = snapshot.firmware.lastBooted
      let next = NextBoot(
        menu: menu, configuration: nil, firmware: alone, automatic: automatic(snapshot, nil),
        habits: habits(snapshot))
      return next.choice.variable == nil || next.lasting == entry.id ? nil : (name, value)
    }
  }

  private func configurationSteps(_ path: VolumePath, _ entry: BootEntry, _ snapshot: Snapshot) -> [Step]? {
    let isCurrent = ByteText.equal(entry.toplevel, snapshot.mainProfile?.current?.system)
    // Who cannot be given room for the remark can still be pointed elsewhere, in place.
    let volume = snapshot.volume(path.volume)
    let hasRoom = volume.map { $0.freeBytes >= 2 * max($0.allocationUnit, 1) } ?? false
    func pointing(_ text: LoaderConf, length: Int) -> [UInt8]? {
      Self.pointing(text, at: entry.id.text, isStandIn: !isCurrent && hasRoom, length: length)
    }
    switch snapshot.smallFiles[path] {
    case .bytes(let old)?:
      // Of what is not all text the lines that are stay; what says nothing is written anew, as the installer would.
      let said = (try? LoaderConf(parsing: old)) ?? LoaderConf(asLoaderReads: old)
      let text = said.settings.isEmpty ? try? LoaderConf(parsing: usualConfiguration(snapshot)) : said
      guard let text, let new = pointing(text, length: old.count) else { return nil }
      return new == old ? [] : [.replace(path, old: old, new: new)]
    case .tooLarge?, .unreadable?: return nil
    case nil:
      let usual = usualConfiguration(snapshot)
      guard let text = try? LoaderConf(parsing: usual) else { return nil }
      guard let new = pointing(text, length: usual.count) else { return nil }
      return [.publish(path, text: new)]
    }
  }

  /// Without any default; with boot counting the entry is preferred, and any other of NixOS's the default when that
  /// one failed (nixos-boot-facts 3.2.5).
  private func usualConfiguration(_ snapshot: Snapshot) -> [UInt8] {
    var lines = snapshot.installer.configurationLines
    if lines.isEmpty { lines = ["timeout 5"] }
    if snapshot.installer.bootCountingTries != nil {
      // It would come before the default that somebody chose in the menu.
      if snapshot.firmware.overrides[.default] == nil { lines.append("preferred nixos-*") }
      lines.append("default nixos-*")
    }
    return Array(lines.joined(separator: "\n").utf8) + [0x0A]
  }

  /// The same file with `default`, and `preferred` where it is used, naming `id`; of the same length
  /// where that is possible, so that it can be replaced in place.
  private static func pointing(
    _ text: LoaderConf, at id: String, isStandIn: Bool, length: Int
  ) -> [UInt8]? {
    do {
      // With `preferred`, NixOS's own pattern says what comes when that one failed.
      let keepsPattern = text.preferred != nil && text.default == "nixos-*"
      var bytes = keepsPattern ? text.bytes : try text.settingDefault(to: id)
      if text.preferred != nil { bytes = try LoaderConf(parsing: bytes).setting("preferred", to: id) }
      // What the default names already, somebody named.
      if !ByteText.equal(text.default, id), isStandIn || text.standIn != nil {
        return try LoaderConf(parsing: bytes).settingStandIn(isStandIn ? id : nil)
      }
      return LoaderConf.padded(bytes, to: max(length, bytes.count)) ?? bytes
    } catch {
      return nil
    }
  }

  /// The loader opens each entry's program and passes over the entry when there is none. What else
  /// is missing it finds out only when it boots the entry.
  private func hideWithoutProgram(_ entries: inout [BootEntry], _ snapshot: Snapshot) {
    var files: Set<VolumePath> = []
    for volume in snapshot.volumes {
      for item in volume.items where item.kind == .file { files.insert(item.path) }
    }
    for index in entries.indices where entries[index].hidden == nil {
      let programs = entries[index].uses.filter { $0.part == .kernel || $0.part == .uki }
      guard let missing = programs.first(where: { $0.path.map(files.contains) == false }) else { continue }
      entries[index].hidden = "its \(missing.part.rawValue) \(missing.text) is missing"
    }
  }

  /// The loader passes over an entry with an `architecture` that is not its own, spelled as it spells it.
  private func hideOfOtherProcessors(_ entries: inout [BootEntry], _ snapshot: Snapshot) {
    guard entries.contains(where: { !$0.architectures.isEmpty }) else { return }
    guard let own = snapshot.firmwareArchitecture?.rawValue else { return }
    for index in entries.indices where entries[index].hidden == nil {
      // Newer ones do not mind capitals, so an entry that differs in these alone is judged by what it says.
      guard let other = entries[index].architectures.first(where: { VolumePath.fold($0) != own }) else {
        continue
      }
      entries[index].hidden = "its architecture is \(other), and this boot loader is for \(own)"
    }
  }

  private func collect(
    _ reading: EntryReading, _ entries: inout [BootEntry], _ problems: inout [NotUnderstood]
  ) {
    if let entry = reading.entry { entries.append(entry) }
    if let problem = reading.problem { problems.append(problem) }
  }

  private func configurationPath(in snapshot: Snapshot) -> VolumePath? {
    snapshot.loaderVolume.flatMap { VolumePath($0.role, "/loader/loader.conf") }
  }

  private func configuration(in snapshot: Snapshot) -> (LoaderConf?, NotUnderstood?) {
    guard let path = configurationPath(in: snapshot), let file = snapshot.smallFiles[path] else {
      return (nil, nil)
    }
    do {
      return (try LoaderConf(parsing: try EntryReading.bytes(of: file, format: "loader.conf")), nil)
    } catch {
      var said: LoaderConf?
      if case .bytes(let bytes) = file { said = LoaderConf(asLoaderReads: bytes) }
      return (
        said,
        NotUnderstood(
          path: path, why: "\(error)",
          remedy: Remedy(.rebuild, note: "the installer writes it anew"))
      )
    }
  }

  /// Files with a marker below `.extra-files`: the installer removes and copies them on every run.
  private func managed(in snapshot: Snapshot) -> Set<VolumePath> {
    var managed: Set<VolumePath> = []
    for item in snapshot.volumes.flatMap(\.items) where item.path.isBelow("/EFI/nixos/.extra-files") {
      if let path = VolumePath(item.path.volume, Array(item.path.components.dropFirst(3))) {
        managed.insert(path)
      }
    }
    return managed
  }
}
