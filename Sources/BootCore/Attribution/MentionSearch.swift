import Formats

/// Finds in bytes the names of files that lie where lifeboot might remove or rewrite something.
///
/// The directory that a text gives is not looked at: texts write it in too many ways, and two files of one name on two
/// volumes are better kept both than told apart wrongly.
public struct MentionSearch: Sendable {
  private let search: NameSearch
  /// By number of the name.
  private let paths: [[VolumePath]]

  public init(_ snapshot: Snapshot) {
    var named: [ByteText: [VolumePath]] = [:]
    for item in snapshot.volumes.flatMap(\.items) where item.kind == .file {
      guard Self.isAtStake(item.path) else { continue }
      named[ByteText(item.path.folded.name), default: []].append(item.path)
    }
    let sorted = named.sorted { $0.key < $1.key }
    search = NameSearch(sorted.map(\.key.text))
    paths = sorted.map(\.value)
  }

  /// Nothing lies there that could be removed or rewritten, so nobody needs to look for names.
  public var isEmpty: Bool { search.isEmpty }

  /// Everything that `text` mentions.
  public func paths(in text: [UInt8]) -> Set<VolumePath> {
    Set(search.mentioned(in: text).flatMap { paths[$0] })
  }

  /// Kernels and their like, entries, and left-overs; and programs beside the kernels, which name others in turn.
  private static func isAtStake(_ path: VolumePath) -> Bool {
    path.isDirectlyIn("/EFI/nixos") || path.isDirectlyIn("/loader/entries") || Temporaries.isOne(path)
  }
}

/// Finds in bytes the names of systems in the store and of generation links: what an `init=` may say in many ways.
public struct SystemSearch: Sendable {
  private let search: NameSearch
  /// By number of the name.
  private let generations: [[GenerationID]]

  public init(_ snapshot: Snapshot) {
    var named: [ByteText: [GenerationID]] = [:]
    for profile in snapshot.profiles {
      for generation in profile.generations {
        let variants = generation.toplevel?.specialisations.map(\.toplevel.path) ?? []
        let systems = (generation.toplevels + variants).compactMap { ASCIISplit.words($0, at: "/").last }
        for name in systems.map(String.init) + [generation.linkName] {
          named[ByteText(VolumePath.fold(name)), default: []].append(generation.id)
        }
      }
    }
    let sorted = named.sorted { $0.key < $1.key }
    search = NameSearch(sorted.map(\.key.text))
    generations = sorted.map(\.value)
  }

  /// All whose system or link `text` names.
  public func generations(in text: [UInt8]) -> Set<GenerationID> {
    Set(search.mentioned(in: text).flatMap { generations[$0] })
  }
}

/// Who mentions what on a machine.
struct MentionIndex: Sendable, Hashable {
  /// By what is mentioned, in order.
  private var mentioners: [VolumePath: [VolumePath]] = [:]
  private var options: [VolumePath: BootNumber] = [:]
  /// By who mentions.
  private(set) var mentioned: [VolumePath: Set<VolumePath>]

  /// - Parameter entries: what they use counts as mentioned also where their text writes it in another way.
  init(_ snapshot: Snapshot, entries: [BootEntry]) {
    let search = MentionSearch(snapshot)
    mentioned = snapshot.mentions.files
    for (path, file) in snapshot.smallFiles {
      guard case .bytes(let text) = file else { continue }
      var found = search.paths(in: text)
      // What the configuration says of entries is a choice, which `NextBoot` reads.
      if path.isAt("/loader/loader.conf") { found = found.filter { !$0.isDirectlyIn("/loader/entries") } }
      mentioned[path, default: []].formUnion(found)
    }
    for entry in entries { mentioned[entry.path, default: []].formUnion(entry.uses.compactMap(\.path)) }
    for (mentioner, paths) in mentioned {
      for path in paths where path != mentioner { mentioners[path, default: []].append(mentioner) }
    }
    for path in mentioners.keys { mentioners[path]?.sort() }
    for (number, paths) in snapshot.mentions.options {
      for path in paths { options[path] = min(options[path] ?? number, number) }
    }
  }

  func mentioners(of path: VolumePath) -> [VolumePath] { mentioners[path] ?? [] }

  /// The load option of the firmware that names `path`.
  func option(naming path: VolumePath) -> BootNumber? { options[path] }

  /// Everything that `path` mentions, and what that mentions in turn.
  func reached(from path: VolumePath) -> Set<VolumePath> {
    var reached: Set<VolumePath> = []
    var open = [path]
    while let next = open.popLast() {
      for found in mentioned[next] ?? [] where reached.insert(found).inserted { open.append(found) }
    }
    return reached
  }
}
