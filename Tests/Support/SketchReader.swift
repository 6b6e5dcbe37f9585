import BootCore
import Formats

/// Reads the lines of a sketch, except for those that only say what pruning should do with it.
struct SketchReader {
  var machine = SketchedMachine()

  mutating func read(_ line: SketchLine) throws(SketchError) {
    var words = SketchWords(line)
    let first = try words.need("a word")
    switch first {
    case "esp", "xbootldr", "boot": machine.volumes.append(try VolumeWords.read(first, &words))
    case "kernel", "initrd", "tree": try readStoreFile(first, &words, line)
    case "generation", "other": try readGeneration(&words, line, isOther: first == "other")
    case "current": try readPointer(&words)
    case "booted": machine.booted = try readRun(&words)
    case "activated": machine.activated = try readRun(&words)
    case "default": machine.loaderDefault = try readDefault(&words, line)
    case "file", "lost", "cut", "extra", "windows", "image", "unreadable":
      try readFile(first, &words, line)
    case "nvram", "firmware": try readFirmware(first, &words)
    case "now", "era", "installer", "machine-id", "stray", "refuse": try readFact(first, &words)
    default:
      guard first.hasPrefix("/") else { throw words.unknown(first) }
      var again = SketchWords(line)
      try readFile("file", &again, line)
      words = again
    }
    if let rest = words.take() { throw words.unknown(rest) }
    try noteRefusal(line)
  }

  /// What is known only when all lines are read.
  mutating func finish() throws(SketchError) {
    if machine.volumes.isEmpty {
      machine.volumes = [SketchedVolume(role: .esp, bytes: 512 << 20, mountPoint: "")]
    }
    machine.volumes.sort { $0.role < $1.role }
    let isSplit = machine.volumes.contains { $0.role == .xbootldr }
    for index in machine.volumes.indices where machine.volumes[index].mountPoint.isEmpty {
      machine.volumes[index].mountPoint = isSplit && machine.volumes[index].role == .esp ? "/efi" : "/boot"
    }
    moveUnplacedFiles()
    for (index, generation) in machine.generations.enumerated() where generation.created == nil {
      let newest = machine.generations.filter { $0.profile == generation.profile }.map(\.number).max() ?? 0
      let age = Int64(clamping: newest &- generation.number &+ 1)
      machine.generations[index].created = machine.now - age * 86_400
    }
    try resolveEntryNames()
    try resolveFileNames()
  }

  /// `entry:42`, `entry:work:3`: the id of that generation's own entry.
  private mutating func resolveEntryNames() throws(SketchError) {
    for (variable, value) in machine.firmware.overrides {
      machine.firmware.overrides[variable] = try entryName(value)
    }
    machine.firmware.entrySelected = try machine.firmware.entrySelected.map(\.text).map(entryName).map {
      ByteText($0)
    }
    machine.firmware.lastBooted = try machine.firmware.lastBooted.map(entryName)
    if case .text(let text) = machine.loaderDefault { machine.loaderDefault = .text(try entryName(text)) }
  }

  private func entryName(_ text: String) throws(SketchError) -> String {
    guard text.hasPrefix("entry:") else { return text }
    let parts = text.split(separator: ":").dropFirst().map(String.init)
    let profile = parts.count > 1 ? parts[0] : "system"
    let found = machine.generations.last {
      parts.last == "\($0.number)" && $0.profile == profile && !$0.isOther
    }
    guard let found, let entry = EntryLayout(machine: machine, generation: found).entries.first else {
      throw SketchError(line: 0, "there is no \(text)")
    }
    return entry.id
  }

  private mutating func noteRefusal(_ line: SketchLine) throws(SketchError) {
    if case .refuse(let invariant)? = line.expectation {
      machine.refusals.append((line.number, invariant))
    }
  }

  /// A path without a volume lies on the first one: on the ESP where there is one.
  private mutating func moveUnplacedFiles() {
    let role = machine.loaderRole
    guard role != .esp else { return }
    machine.files = machine.files.map { file in
      var moved = file
      if file.path.volume == .esp { moved.path = file.path.on(role) }
      return moved
    }
    machine.lost = machine.lost.map { $0.volume == .esp ? $0.on(role) : $0 }
    machine.damaged = machine.damaged.map { ($0.path.volume == .esp ? $0.path.on(role) : $0.path, $0.bytes) }
  }

  private mutating func readStoreFile(
    _ kind: String, _ words: inout SketchWords, _ line: SketchLine
  ) throws(SketchError) {
    let kinds: [String: SketchedStoreFile.Kind] = ["kernel": .kernel, "initrd": .initrd, "tree": .tree]
    let tag = try words.need("tag")
    // In the proving ground's dialect a kernel is a real one unless it is said to be fake.
    if words.first == "fake" { _ = words.take() }
    var file = SketchedStoreFile(kind: kinds[kind] ?? .kernel, tag: tag, bytes: try words.size("size"))
    while let word = words.take() {
      switch word {
      case "version": file.version = try words.need("version")
      case "cut": file.copy = .cut(try words.size("size"))
      case "grown": file.copy = .grown(try words.size("size"))
      case "differs": file.copy = .differs
      case "lost": file.copy = .lost
      case "orphan": file.isOrphan = true
      case "gone": file.isGone = true
      case "secrets": file.secrets = try words.size("size")
      default: throw words.unknown(word)
      }
    }
    file.expectation = line.expectation
    file.line = line.number
    machine.storeFiles.append(file)
  }

  private mutating func readGeneration(
    _ words: inout SketchWords, _ line: SketchLine, isOther: Bool
  ) throws(SketchError) {
    let number = try words.number("number")
    var generation = SketchedGeneration(
      number: number, system: SketchedSystem(seed: ""), era: machine.era, isOther: isOther)
    try GenerationWords.read(&generation, &words, before: machine)
    generation.expectation = line.expectation
    generation.line = line.number
    machine.generations.append(generation)
  }

  private mutating func readPointer(_ words: inout SketchWords) throws(SketchError) {
    let word = try words.need("number")
    let isPlain = UInt64(word) != nil || word == "none" || word == "odd"
    let value = isPlain ? word : try words.need("number")
    let profile = isPlain ? "system" : word
    if let number = UInt64(value) {
      machine.pointers[profile] = .number(number)
    } else if value == "none" {
      machine.pointers[profile] = .missing
    } else if value == "odd" {
      machine.pointers[profile] = .odd(try words.need("target"))
    } else {
      throw words.unknown(value)
    }
  }

  private func readRun(_ words: inout SketchWords) throws(SketchError) -> SketchedRun {
    if words.first == "none" {
      _ = words.take()
      return .unknown
    }
    let number = try words.number("number")
    var profile = "system"
    var specialisation: String?
    while let word = words.take() {
      switch word {
      case "profile": profile = try words.need("profile")
      case "specialisation": specialisation = try words.need("specialisation")
      default: throw words.unknown(word)
      }
    }
    return .generation(number, profile: profile, specialisation: specialisation)
  }

  private func readDefault(_ words: inout SketchWords, _ line: SketchLine) throws(SketchError)
    -> SketchedDefault
  {
    if let text = line.text { return .text(text) }
    if words.first == "none" {
      _ = words.take()
      return .none
    }
    let number = try words.number("number")
    guard words.first == "profile" else { return .generation(number, profile: "system") }
    _ = words.take()
    return .generation(number, profile: try words.need("profile"))
  }

  private mutating func readFact(_ first: String, _ words: inout SketchWords) throws(SketchError) {
    switch first {
    case "now":
      let text = try words.need("time")
      guard let now = SketchedDay.seconds(text) else { throw words.unknown(text) }
      machine.now = now
    case "era": machine.era = try Era(words.need("era"), line: words.line)
    case "machine-id":
      let id = try words.need("machine-id")
      machine.machineID = id == "none" ? nil : id
    case "stray":
      let name = try words.need("name")
      machine.strays.append((words.take() ?? "system", name))
    case "refuse":
      let word = try words.need("invariant")
      guard let invariant = Invariant(rawValue: word) else { throw words.unknown(word) }
      machine.refusals.append((words.line, invariant))
    default: try readInstaller(&words)
    }
  }

  private mutating func readInstaller(_ words: inout SketchWords) throws(SketchError) {
    let word = try words.need("era")
    machine.installerWord = word
    switch word {
    case "none": machine.installer = .unknown
    case "D-late": machine.installer = InstallerFacts(era: .collectsLast)
    default: machine.installer = InstallerFacts(era: try Era(word, line: words.line).installer)
    }
    while let option = words.take() {
      switch option {
      case "limit": machine.installer.configurationLimit = Int(clamping: try words.number("limit"))
      case "counting": machine.installer.bootCountingTries = Int(clamping: try words.number("tries"))
      default: throw words.unknown(option)
      }
    }
  }

  private mutating func readFirmware(_ first: String, _ words: inout SketchWords) throws(SketchError) {
    let name = try words.need("name")
    if first == "firmware" {
      guard name == "none" else { throw words.unknown(name) }
      machine.firmware = .unavailable
      return
    }
    let value = try words.need("value")
    if let variable = LoaderVariable(rawValue: name) {
      machine.firmware.overrides[variable] = value
      return
    }
    switch name {
    case "LoaderEntrySelected": machine.firmware.entrySelected = ByteText(value)
    case "LoaderEntryLastBooted": machine.firmware.lastBooted = value
    case "LoaderBootCountPath": machine.firmware.bootCountPath = value
    case "LoaderDevicePartUUID": machine.firmware.loaderPartitionUUID = value
    case "LoaderInfo": machine.firmware.loaderInfo = value
    case "LoaderEntries":
      var entries = [value]
      while let entry = words.take() { entries.append(entry) }
      machine.firmware.entries = entries.map { ByteText($0) }
    default: throw words.unknown(name)
    }
  }
}
