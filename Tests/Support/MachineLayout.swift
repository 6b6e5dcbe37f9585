import BootCore
import Formats

/// One file on a boot volume of a sketched machine.
struct LaidFile: Sendable {
  enum Origin: Sendable, Hashable {
    /// What the sketch names by its path.
    case named
    /// Loader, configuration, markers.
    case loader
    /// An entry of the generation at this place in the sketch.
    case entry(generation: Int)
    /// A copy of the store file at this place in the sketch; nil where the sketch only uses its tag.
    case copy(storeFile: Int?)
  }

  var path: VolumePath
  var content: FileContent
  var origin: Origin
}

/// Everything that lies on the boot volumes of a sketched machine.
struct MachineLayout {
  let machine: SketchedMachine
  private(set) var files: [LaidFile] = []
  /// Where each file of `files` stands.
  private var places: [VolumePath: Int] = [:]

  init(_ machine: SketchedMachine) {
    self.machine = machine
    if machine.volumes.first?.isEmpty != true { addLoader() }
    for (index, generation) in machine.generations.enumerated() where generation.isInstalled {
      addGeneration(generation, index)
    }
    for (index, file) in machine.storeFiles.enumerated() where file.isOrphan { addCopy(file, index) }
    for file in machine.files {
      put(LaidFile(path: file.path, content: file.content, origin: .named))
    }
    damage()
  }

  func file(_ path: VolumePath) -> LaidFile? { places[path].map { files[$0] } }

  /// Adds or replaces a file.
  private mutating func put(_ file: LaidFile) {
    if let place = places[file.path] {
      files[place] = file
    } else {
      places[file.path] = files.count
      files.append(file)
    }
  }

  private mutating func addLoader() {
    let role = machine.loaderRole
    let files: [(String, FileContent)] = [
      ("/EFI/systemd/systemd-bootx64.efi", .bytes(LoaderContent.systemdBoot)),
      ("/EFI/BOOT/BOOTX64.EFI", .bytes(LoaderContent.systemdBoot)),
      ("/loader/loader.conf", .text(loaderConf())), ("/loader/entries.srel", .text("type1\n")),
      ("/loader/random-seed", .noise(seed: "random-seed", bytes: 32)),
    ]
    for (path, content) in files {
      if let path = VolumePath(role, path) { put(LaidFile(path: path, content: content, origin: .loader)) }
    }
  }

  private mutating func addGeneration(_ generation: SketchedGeneration, _ index: Int) {
    let layout = SystemLayout(machine: machine)
    for entry in EntryLayout(machine: machine, generation: generation).entries {
      guard let path = VolumePath(machine.bootRole, ["loader", "entries", entry.fileName]) else { continue }
      put(LaidFile(path: path, content: .text(entry.text), origin: .entry(generation: index)))
    }
    let system = layout.system(of: generation)
    let inner = generation.system.specialisations
    addFiles(generation, system, kernel: generation.system.kernel, initrd: generation.system.initrd)
    for (one, toplevel) in zip(inner, system.specialisations.map(\.toplevel)) {
      addFiles(generation, toplevel, kernel: one.kernel, initrd: one.initrd)
    }
  }

  private mutating func addFiles(
    _ generation: SketchedGeneration, _ system: Toplevel, kernel: String, initrd: String?
  ) {
    let names = EntryFiles(machine: machine, generation: generation, system: system)
    addCopy(.kernel, kernel, named: names.kernel, secrets: nil)
    if let initrd, let name = names.initrd {
      addCopy(.initrd, initrd, named: name, secrets: machine.storeFile(.initrd, initrd).secrets)
    }
    if let tree = generation.system.tree, let name = names.tree {
      addCopy(.tree, tree, named: name, secrets: nil)
    }
  }

  private mutating func addCopy(_ file: SketchedStoreFile, _ index: Int) {
    let path = SystemLayout(machine: machine).storePath(file)
    addCopy(file.kind, file.tag, named: EntryFiles.name(path), secrets: nil)
  }

  private mutating func addCopy(
    _ kind: SketchedStoreFile.Kind, _ tag: String, named name: String, secrets: UInt64?
  ) {
    let file = machine.storeFile(kind, tag)
    let index = machine.storeFiles.firstIndex { $0.kind == kind && $0.tag == tag }
    guard let path = VolumePath(machine.bootRole, ["EFI", "nixos", name]), file.copy != .lost else { return }
    put(
      LaidFile(
        path: path, content: Self.content(file, secrets: secrets ?? 0), origin: .copy(storeFile: index)))
  }

  /// The copy of a store file, damaged as the sketch wants it.
  private static func content(_ file: SketchedStoreFile, secrets: UInt64) -> FileContent {
    let seed = Self.seed(file)
    return switch file.copy {
    case .whole, .lost:
      secrets == 0
        ? .noise(seed: seed, bytes: file.bytes) : .grown(seed: seed, bytes: file.bytes, extra: secrets)
    case .cut(let bytes): .noise(seed: seed, bytes: bytes)
    case .grown(let extra): .grown(seed: seed, bytes: file.bytes, extra: extra)
    case .differs: .altered(seed: seed, bytes: file.bytes)
    }
  }

  static func seed(_ file: SketchedStoreFile) -> String { "\(file.kind.rawValue) \(file.tag)" }

  private mutating func damage() {
    for (path, bytes) in machine.damaged {
      guard let place = places[path] else { continue }
      switch files[place].content {
      case .bytes(let text): files[place].content = .bytes(Array(text.prefix(Int(bytes))))
      case .noise(let seed, _), .altered(let seed, _), .grown(let seed, _, _):
        files[place].content = .noise(seed: seed, bytes: bytes)
      }
    }
    files.removeAll { machine.lost.contains($0.path) }
    places = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.path, $0) })
  }
}
