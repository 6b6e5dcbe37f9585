import Formats

/// The entry that NixOS's installer would write for a generation, or one of its specialisations, and the files that it
/// needs.
struct EntryRecipe {
  struct Ingredient {
    var part: BootFilePart
    var path: VolumePath
    var source: StoreFile
  }

  let use: EntryUse
  let path: VolumePath
  let bytes: [UInt8]
  let files: [Ingredient]
  let toplevel: Toplevel
}

/// Writes recipes for the entries of one machine.
struct EntryCook {
  private let snapshot: Snapshot
  private var era: InstallerEra
  private var isHashed: Bool
  private let digest: @Sendable ([UInt8]) -> String?

  /// - Parameter digest: SHA-256 in small hexadecimal digits; nil where it cannot be had.
  init(_ snapshot: Snapshot, map: BootMap, digest: @escaping @Sendable ([UInt8]) -> String?) {
    self.snapshot = snapshot
    self.digest = digest
    let form = InstallerForm(snapshot, map: map)
    isHashed = form.isHashed
    era = form.eras.first ?? .removesStaleFirst
  }

  /// Nil when the generation cannot be read, or a digest cannot be had.
  func recipe(_ use: EntryUse, builtOn day: CalendarDay? = nil) -> EntryRecipe? {
    guard let volume = snapshot.bootVolume?.role,
      let generation = snapshot.generation(use.generation),
      let toplevel = Self.toplevel(use, generation), let kernel = toplevel.kernel.bootFileName,
      let initrd = initrdName(toplevel)
    else { return nil }
    let text = NixOSEntryText(
      generation: use.generation, specialisation: use.specialisation, toplevel: toplevel,
      machineID: snapshot.machineID, builtOn: (day ?? toplevel.builtOn ?? generation.createdDay).text,
      initrdName: initrd.isEmpty ? nil : initrd)
    guard let bytes = text.bytes(era: era), let name = fileName(text, bytes),
      let path = VolumePath(volume, ["loader", "entries", name])
    else { return nil }
    let named: [(BootFilePart, String?, StoreFile?)] = [
      (.kernel, kernel, toplevel.kernel), (.initrd, initrd, toplevel.initrd),
      (.devicetree, toplevel.devicetree?.bootFileName, toplevel.devicetree),
    ]
    let files = named.compactMap { part, name, source -> EntryRecipe.Ingredient? in
      guard let name, let source, let path = VolumePath(volume, ["EFI", "nixos", name]) else { return nil }
      return EntryRecipe.Ingredient(part: part, path: path, source: source)
    }
    return EntryRecipe(use: use, path: path, bytes: bytes, files: files, toplevel: toplevel)
  }

  /// The recipe whose text has the digest `hash`, whatever day it was written on.
  func recipe(digest hash: String, said: [UInt8]) -> EntryRecipe? {
    let day = CalendarDay(builtOn: said)
    // Its name says which installer wrote it, whichever wrote the others.
    var cook = self
    if !isHashed {
      cook.isHashed = true
      cook.era = .collectsFirst
    }
    for generation in snapshot.generations {
      let variants = [nil] + (generation.toplevel?.specialisations.map(\.name) ?? [])
      for name in variants {
        let use = EntryUse(generation: generation.id, specialisation: name)
        for day in [nil, day, generation.createdDay] {
          guard let recipe = cook.recipe(use, builtOn: day), digest(recipe.bytes) == hash else { continue }
          return recipe
        }
      }
    }
    return nil
  }

  private static func toplevel(_ use: EntryUse, _ generation: Generation) -> Toplevel? {
    guard let name = use.specialisation else { return generation.toplevel }
    return generation.toplevel?.specialisations.first { $0.name == name }?.toplevel
  }

  private func fileName(_ text: NixOSEntryText, _ bytes: [UInt8]) -> String? {
    guard isHashed else { return text.fileName(era: era, tries: nil) }
    // An entry that comes without its counter stays uncounted for ever: the installer keeps what it finds.
    let tries = snapshot.installer.bootCountingTries.map { $0 > 0 ? "+\($0)" : "" } ?? ""
    return digest(bytes).map { "nixos-\($0)\(tries).conf" }
  }

  /// The name on the boot volume; empty without an initrd. From 26.11 on, one with secrets is named by a digest of the
  /// names of what it was made of (nixos-boot-facts 3.2.3).
  func initrdName(_ toplevel: Toplevel) -> String? {
    guard let initrd = toplevel.initrd else { return "" }
    guard let plain = initrd.bootFileName else { return nil }
    guard isHashed, toplevel.initrdSecrets != nil else { return plain }
    return toplevel.secretInitrdName
      ?? toplevel.secretInitrdText.flatMap(digest).map(Toplevel.secretInitrdName)
  }
}

extension CalendarDay {
  /// `2026-11-21`
  var text: String {
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(max(0, number))
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
  }

  /// The day that a damaged entry still says it was built on.
  fileprivate init?(builtOn bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let start = text.firstRange(of: "built on ")?.upperBound else { return nil }
    let parts = text[start...].prefix(10).split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
    self.init(year: year, month: month, day: day, weekYear: year, week: 1)
  }
}
