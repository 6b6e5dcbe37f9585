import Formats

/// One entry file read: what the loader takes it for, and why it could not be understood.
///
/// What lifeboot does not understand the loader may take all the same, so it keeps its place in the menu.
struct EntryReading {
  /// Nil where the loader passes over the file as well.
  var entry: BootEntry?
  var problem: NotUnderstood?

  /// Reads a text entry. Whatever it names is resolved on the volume that holds it.
  ///
  /// - Parameter hidesConflicts: the loader passes over an entry that names different kinds of things to boot.
  static func type1(_ path: VolumePath, _ file: SmallFile?, hidesConflicts: Bool) -> EntryReading {
    do {
      let bytes = try bytes(of: file, format: "boot entry")
      do {
        let text = try Type1Entry(parsing: bytes)
        var entry = entry(path, text)
        if text.kind == .conflicting && !hidesConflicts {
          entry.hidden = nil
          return EntryReading(
            entry, notUnderstood: "it names different kinds of things to boot, and which counts is not known")
        }
        return EntryReading(entry, notUnderstood: problem(of: entry))
      } catch {
        return EntryReading(entry(path, Type1Entry(asLoaderReads: bytes)), notUnderstood: "\(error)")
      }
    } catch {
      // Nothing is known of it but its name.
      let entry = BootEntry(id: ByteText(EntryFileName(path.name).loaderID), path: path)
      return EntryReading(entry, notUnderstood: "\(error)")
    }
  }

  private static func entry(_ path: VolumePath, _ text: Type1Entry) -> BootEntry {
    let name = EntryFileName(path.name)
    var entry = BootEntry(id: ByteText(name.loaderID), path: path)
    entry.title = text.title
    entry.version = text.version
    entry.sortKey = text.sortKey
    entry.machineID = text.machineID
    entry.counter = BootCounter(name)
    entry.toplevel = toplevel(of: text.initPath)
    entry.uses = uses(of: text, on: path.volume)
    entry.hidden = hidden(text.kind, name)
    entry.options = text.options
    entry.oddities = oddities(of: text)
    entry.architectures = text.fields.filter { $0.key == "architecture" }.map(\.value)
    entry.identity = EntryIdentity(NixOSEntryName(path.name), title: text.title, version: text.version)
    return entry
  }

  private static func problem(of entry: BootEntry) -> String? {
    if NixOSEntryName(entry.path.name) != .other && entry.toplevel == nil {
      return "it has the name of a NixOS entry but no init= that names a store path"
    }
    if entry.uses.count > usesLimit {
      return "it names \(entry.uses.count) files, more than any boot entry does"
    }
    return entry.uses.first { $0.path == nil && !$0.isParameter }.map {
      "its \($0.part.rawValue) is \"\($0.text)\", which is no path on this volume"
    }
  }

  /// Reads a unified kernel image, which is an entry by itself; a lanzaboote stub also names files.
  static func type2(_ path: VolumePath, _ image: UnifiedImage?) -> EntryReading {
    guard let image else {
      let why = "it is not a readable PE image, so what it needs is unknown"
      return EntryReading(nil, problem: problem(path, why))
    }
    let name = EntryFileName(path.name)
    var entry = BootEntry(id: ByteText(name.loaderID), path: path, kind: .type2)
    entry.title = image.prettyName
    entry.version = image.versionID
    entry.sortKey = image.osID
    entry.counter = BootCounter(name)
    entry.toplevel = toplevel(of: image.commandLine.flatMap { KernelCommandLine($0).initPath })
    entry.uses = [BootFileUse(part: .uki, path: path, text: path.description)]
    if entry.toplevel != nil {
      let why =
        "it starts a NixOS system by itself (lanzaboote, Secure Boot), which lifeboot does not prune yet"
      return EntryReading(entry, notUnderstood: why)
    }
    for reference in image.references {
      let text = reference.text
      let place = (try? Type1Entry.pathComponents(text)).flatMap { VolumePath(path.volume, $0) }
      guard let place else {
        return EntryReading(entry, notUnderstood: "it names \"\(text)\", which is no path on this volume")
      }
      entry.uses.append(BootFileUse(part: reference.part, path: place, text: text))
    }
    return EntryReading(entry, notUnderstood: nil)
  }

  private init(_ entry: BootEntry?, problem: NotUnderstood?) {
    self.entry = entry
    self.problem = problem
  }

  /// One that is not understood names at most what any entry does, and no system: nothing may rest on what it says.
  private init(_ entry: BootEntry, notUnderstood why: String?) {
    var entry = entry
    if let why {
      entry.notUnderstood = why
      entry.toplevel = nil
      entry.identity = nil
      entry.uses = Array(entry.uses.prefix(Self.usesLimit))
    }
    self.init(entry, problem: why.map { Self.problem(entry.path, $0) })
  }

  /// A kernel, a device tree and some initrds. What names thousands is there to use up memory.
  private static let usesLimit = 64

  /// Two files with one id: the loader takes either, so nothing may rest on which.
  static func duplicates(_ entries: [BootEntry], in snapshot: Snapshot) -> [NotUnderstood] {
    func place(_ path: VolumePath) -> String {
      let mount = snapshot.volume(path.volume)?.mountPoint ?? ""
      return (mount == "/" ? "" : mount) + "\(path)"
    }
    var first: [ByteText: VolumePath] = [:]
    var problems: [NotUnderstood] = []
    for entry in entries {
      guard let other = first.updateValue(entry.path, forKey: entry.id) else { continue }
      var problem = NotUnderstood(
        path: entry.path, why: "\(place(entry.path)) has the same id as \(place(other))",
        remedy: remedy(entry.path, other, abandoned: snapshot.abandonedVolume?.role))
      problem.isTwin = true
      problems.append(problem)
    }
    return problems
  }

  /// Two files whose names FAT takes for one, on a copy that tells capitals from small letters: what is said of one may
  /// be done to the other.
  static func ambiguous(_ snapshot: Snapshot) -> [NotUnderstood] {
    snapshot.volumes.flatMap { volume in
      var seen: Set<VolumePath> = []
      return volume.items.filter { $0.kind != .directory && !seen.insert($0.path).inserted }.map { item in
        var problem = NotUnderstood(
          path: item.path, why: "another file has the same name but for capitals, which no FAT could hold",
          remedy: .person("look which of the two is wanted, and move the other away"))
        problem.isTwin = true
        return problem
      }
    }
  }

  /// The one on a volume that the installer writes to no more is the one that may go, once the other is written anew.
  private static func remedy(_ path: VolumePath, _ other: VolumePath, abandoned: VolumeRole?) -> Remedy {
    if let left = [path, other].first(where: { $0.volume == abandoned }) {
      return Remedy(.rebuild, .delete(left), note: "the installer does not write there any more")
    }
    return Remedy(.person("look which of the two is wanted; the one is deleted by"), .delete(other)).or(
      .person("the other one by"), .delete(path))
  }

  static func bytes(of file: SmallFile?, format: String) throws(FormatError) -> [UInt8] {
    switch file {
    case .bytes(let bytes)?: return bytes
    case .tooLarge(let size)?:
      throw FormatError(format: format, problem: "it has \(size) bytes, too many for a \(format)")
    case .unreadable(let why)?: throw FormatError(format: format, problem: why)
    case nil: throw FormatError(format: format, problem: "it was not read")
    }
  }

  /// What systemd-boot passes over (`boot_entry_add_type1` and `valid_type1_filename` in its `boot.c`).
  private static func hidden(_ kind: Type1Entry.Kind, _ name: EntryFileName) -> String? {
    if [".", "auto-"].contains(where: { name.loaderID.utf8.starts(with: $0.utf8) }) {
      return "the loader passes over names that begin with a dot or with auto-"
    }
    switch kind {
    case .linux, .efi, .uki, .ukiURL: return nil
    case .nothing: return "it names nothing to boot"
    case .conflicting: return "its lines name different kinds of things to boot"
    }
  }

  private static func uses(of text: Type1Entry, on volume: VolumeRole) -> [BootFileUse] {
    var named: [(BootFilePart, String)] = []
    if let linux = text.linux { named.append((.kernel, linux)) }
    if let efi = text.efi { named.append((.kernel, efi)) }
    if let uki = text.uki { named.append((.uki, uki)) }
    named += text.initrds.map { (.initrd, $0) }
    if let tree = text.devicetree { named.append((.devicetree, tree)) }
    named += text.devicetreeOverlays.map { (.devicetree, $0) }
    let uses = named.map { part, text in
      let place = (try? Type1Entry.pathComponents(text)).flatMap { VolumePath(volume, $0) }
      return BootFileUse(part: part, path: place, text: text)
    }
    return uses + (text.initrds.isEmpty ? parameters(of: text, on: volume) : [])
  }

  /// `initrd=\EFI\nixos\…` among the options: without a line of its own the kernel's stub loads that, from the volume
  /// that the loader started the kernel from (Linux `Documentation/admin-guide/efi-stub.rst`).
  private static func parameters(of text: Type1Entry, on volume: VolumeRole) -> [BootFileUse] {
    KernelCommandLine(text.options ?? "").values(of: "initrd").map { value in
      let slashed = String(decoding: value.utf8.map { $0 == 0x5C ? 0x2F : $0 }, as: UTF8.self)
      let place = (try? Type1Entry.pathComponents(slashed)).flatMap { VolumePath(volume, $0) }
      return BootFileUse(part: .initrd, path: place, text: value, isParameter: true)
    }
  }

  /// The keys that NixOS's installer writes, each but `initrd` once. The loader lets the last of several win, and
  /// passes over keys that it does not know, so such an entry can start something else than it seems to.
  private static let written: Set<ByteText> = [
    "title", "version", "sort-key", "machine-id", "linux", "initrd", "options", "devicetree", "architecture",
  ]

  private static func oddities(of text: Type1Entry) -> [String] {
    var seen: Set<ByteText> = []
    return text.fields.compactMap { field in
      guard written.contains(ByteText(field.key)) else {
        return "its line \(field.line) (\(field.key)) is none that NixOS writes"
      }
      let isSecond = field.key != "initrd" && !seen.insert(ByteText(field.key)).inserted
      return isSecond ? "it has more than one \(field.key) line" : nil
    }
  }

  /// `/nix/store/…-nixos-system-…/init` → the toplevel; the last name must be `init`.
  private static func toplevel(of initPath: String?) -> String? {
    guard let initPath, let path = try? StorePath(initPath), path.rest == ["init"] else { return nil }
    return path.toplevel
  }

  private static func problem(_ path: VolumePath, _ why: String) -> NotUnderstood {
    // The installer writes only its own entries, and never looks at images.
    let delete = Remedy(.person("look at it, and delete it if it is not wanted"), .delete(path))
    let isInstallers = path.isDirectlyIn("/loader/entries") && NixOSEntryName(path.name) != .other
    return NotUnderstood(
      path: path, why: why,
      remedy: isInstallers
        ? Remedy.repair : delete)
  }
}
