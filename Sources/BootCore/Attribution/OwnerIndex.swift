import Formats

/// Which toplevel belongs to which generation, and so whose a boot entry is.
///
/// The link between an entry and a generation is `init=`, and the system that the generation's boot.json names. What
/// the entry says of itself only decides between generations that share a toplevel: numbers are reused, and names
/// can be old.
struct OwnerIndex {
  private var uses: [ByteText: [EntryUse]] = [:]
  private var toplevels: [ByteText: Toplevel] = [:]
  private let machineID: String?
  private let strays: Set<ByteText>

  init(_ snapshot: Snapshot) {
    machineID = snapshot.machineID
    strays = snapshot.strayToplevels
    for generation in snapshot.generations {
      let use = EntryUse(generation: generation.id)
      uses[ByteText(generation.system), default: []].append(use)
      guard let toplevel = generation.toplevel else { continue }
      toplevels[ByteText(toplevel.path)] = toplevel
      if !ByteText.equal(generation.id.toplevel, toplevel.path) {
        // An entry can name the system by its link's text as well.
        uses[ByteText(generation.id.toplevel), default: []].append(use)
        toplevels[ByteText(generation.id.toplevel)] = toplevel
      }
      for specialisation in toplevel.specialisations {
        let path = ByteText(specialisation.toplevel.path)
        toplevels[path] = specialisation.toplevel
        uses[path, default: []].append(
          EntryUse(generation: generation.id, specialisation: specialisation.name))
      }
    }
  }

  /// All generations and specialisations that boot the system at `path`.
  func uses(of path: String) -> [EntryUse] { uses[ByteText(path)] ?? [] }

  /// The toplevel at `path`, when a generation or a specialisation has it.
  func toplevel(at path: String) -> Toplevel? { toplevels[ByteText(path)] }

  func owner(of entry: BootEntry) -> EntryOwner {
    if let why = entry.notUnderstood { return .unknown(why: why) }
    guard let toplevel = entry.toplevel.map({ ByteText($0) }) else {
      return .foreign(why: "it starts no NixOS system")
    }
    let isOtherMachine = entry.machineID != nil && machineID != nil && entry.machineID != machineID
    if let owners = uses[toplevel] {
      let exact = owners.filter { entry.identity?.names($0) ?? false }
      // A foreign system could not have the very name that ours would write: names collide.
      if isOtherMachine && exact.isEmpty {
        return .foreign(why: "its machine-id is that of another installation")
      }
      return .generations((exact.isEmpty ? owners : exact).sorted())
    }
    if isOtherMachine { return .foreign(why: "its machine-id is that of another installation") }
    if strays.contains(toplevel) { return .stale(toplevelExists: true) }
    if entry.machineID != nil && entry.machineID == machineID { return .stale(toplevelExists: false) }
    return .unknown(why: "no generation has its toplevel, and it carries no machine-id to tell whose it is")
  }
}

extension EntryIdentity {
  /// True when the entry says that it is of `use`.
  func names(_ use: EntryUse) -> Bool {
    profile == use.generation.profile && number == use.generation.number
      && ByteText.equal(specialisation, use.specialisation)
  }
}
