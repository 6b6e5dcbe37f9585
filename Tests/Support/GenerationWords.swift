import BootCore

/// Reads the words behind `generation N`: what it is made of and what became of it.
enum GenerationWords {
  static func read(
    _ generation: inout SketchedGeneration, _ words: inout SketchWords, before machine: SketchedMachine
  ) throws(SketchError) {
    while let word = words.take() {
      if try readSystem(word, &generation, &words, machine) { continue }
      if try readTime(word, &generation, &words, machine) { continue }
      guard readState(word, &generation, &words) else { throw words.unknown(word) }
    }
    if generation.system.label.isEmpty { generation.system.label = "26.05.\(generation.number)" }
    if generation.system.seed.isEmpty {
      let inside = generation.system.specialisations.map { "\($0.name):\($0.kernel):\($0.initrd)" }
      generation.system.seed =
        "\(generation.isOther) \(generation.profile) \(generation.number) \(generation.system.kernel) "
        + "\(generation.system.initrd ?? "-") \(inside.joined(separator: " "))"
    }
  }

  private static func readSystem(
    _ word: String, _ generation: inout SketchedGeneration, _ words: inout SketchWords,
    _ machine: SketchedMachine
  ) throws(SketchError) -> Bool {
    switch word {
    case "kernel": generation.system.kernel = try words.need("kernel")
    case "initrd":
      let tag = try words.need("initrd")
      generation.system.initrd = tag == "none" ? nil : tag
    case "tree": generation.system.tree = try words.need("tree")
    case "for": generation.system.builtFor = try words.need("Nix's name of a system")
    case "option": generation.form.moreOptions.append(try words.need("option"))
    case "line":
      generation.form.moreLines.append("\(try words.need("key")) \(try words.need("value"))")
    case "further": generation.form.furtherInitrds.append(try words.need("path"))
    case "names-kernel": generation.form.kernel = try words.need("kernel")
    case "system": generation.system.seed = try words.need("name")
    case "label": generation.system.label = try words.need("label")
    case "sort-key": generation.system.sortKey = try words.need("sort-key")
    case "specialisation":
      let parts = try words.need("NAME:KERNEL:INITRD").split(separator: ":").map(String.init)
      guard parts.count == 3 else { throw words.unknown(parts.joined(separator: ":")) }
      generation.system.specialisations.append(
        SketchedSystem.Specialisation(name: parts[0], kernel: parts[1], initrd: parts[2]))
    case "as":
      let number = try words.number("number")
      guard let other = machine.generations.last(where: { $0.number == number && !$0.isOther }) else {
        throw SketchError(line: words.line, "there is no generation \(number) before this line")
      }
      generation.system = other.system
      generation.initProblem = other.initProblem
    default: return false
    }
    return true
  }

  private static func readTime(
    _ word: String, _ generation: inout SketchedGeneration, _ words: inout SketchWords,
    _ machine: SketchedMachine
  ) throws(SketchError) -> Bool {
    switch word {
    case "created":
      let text = try words.need("time")
      guard let created = SketchedDay.seconds(text) else { throw words.unknown(text) }
      generation.created = created
    case "held": generation.holders.append(try words.need("path"))
    case "aged":
      let text = try words.need("age")
      let days = Int64(text)
      guard let seconds = days.map({ $0 * 86_400 }) ?? DurationText.seconds(text) else {
        throw words.unknown(text)
      }
      generation.created = machine.now - seconds
    case "profile": generation.profile = try words.need("profile")
    case "with": generation.furtherLines.append(try words.need("line"))
    case "era": generation.era = try Era(words.need("era"), line: words.line)
    case "counted":
      let parts = try words.need("counter").split(separator: "-").map(String.init)
      generation.counter = (parts[0], parts.count > 1 ? parts[1] : nil)
    default: return false
    }
    return true
  }

  private static func readState(
    _ word: String, _ generation: inout SketchedGeneration, _ words: inout SketchWords
  ) -> Bool {
    switch word {
    case "uninstalled": generation.isInstalled = false
    case "unlinked": generation.link = .unlinked(stored: generation.link == .unlinked(stored: true))
    case "stored": generation.link = .unlinked(stored: true)
    case "synthesized": generation.contents = .synthesized
    case "dangling": generation.contents = .dangling
    case "unreadable": generation.contents = .unreadable
    case "no-init": generation.initProblem = "is missing"
    case "empty-init": generation.initProblem = "is empty"
    case "wrapped": generation.isWrapped = true
    case "lacks-initrd": generation.form.lacksInitrd = true
    case "moves-initrd": generation.form.movesInitrd = true
    case "pinned": generation.marks.insert(.pinned)
    case "good": generation.marks.insert(.good)
    case "booted": generation.isBooted = true
    case "activated": generation.isActivated = true
    default: return false
    }
    return true
  }
}
