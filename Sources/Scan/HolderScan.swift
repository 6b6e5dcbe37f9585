import BootCore
import Formats
import Linux

/// Finds the links that people made to keep a generation: a name beside the profile that leads to one of its links, or
/// a root of the garbage collector that leads to a link or to its system.
struct HolderScan {
  private let links: [ByteText: GenerationID]
  private let systems: [ByteText: [GenerationID]]
  /// What Nix itself writes: pointers and generation links.
  private let own: Set<ByteText>

  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    let scan = HolderScan(snapshot.profiles)
    var holders: [GenerationID: [String]] = [:]
    for path in scan.candidates(root) {
      for generation in scan.held(by: path, root) { holders[generation, default: []].append(path) }
    }
    snapshot.holders = holders.mapValues { $0.sorted() }
  }

  private init(_ profiles: [Profile]) {
    var links: [ByteText: GenerationID] = [:]
    var systems: [ByteText: [GenerationID]] = [:]
    var own: Set<ByteText> = []
    for profile in profiles {
      own.insert(ByteText("\(profile.directory)/\(profile.name)"))
      for generation in profile.generations {
        links[ByteText("\(profile.directory)/\(generation.linkName)")] = generation.id
        for system in generation.toplevels { systems[ByteText(system), default: []].append(generation.id) }
      }
    }
    own.formUnion(links.keys)
    self.links = links
    self.systems = systems
    self.own = own
  }

  private static let roots = "/nix/var/nix/gcroots"
  /// What runs has reasons of its own.
  private static let running: Set<ByteText> = [
    "/nix/var/nix/gcroots/booted-system", "/nix/var/nix/gcroots/current-system",
  ]
  /// Directories below the roots, however somebody nested them.
  private static let depth = 6

  private func candidates(_ root: borrowing Root) -> [String] {
    var paths: [String] = []
    // Nix looks for roots in all of both.
    Self.collect(ProfileScan.directory, deeper: Self.depth, root, &paths)
    Self.collect(Self.roots, deeper: Self.depth, root, &paths)
    return paths.filter { !own.contains(ByteText($0)) && !Self.running.contains(ByteText($0)) }.sorted()
  }

  private static func collect(_ path: String, deeper: Int, _ root: borrowing Root, _ paths: inout [String]) {
    guard let items = try? root.openDirectory(path).list() else { return }
    for item in items {
      let place = "\(path)/\(item.name.text)"
      if item.kind == .symlink { paths.append(place) }
      if item.kind == .directory && deeper > 0 { collect(place, deeper: deeper - 1, root, &paths) }
    }
  }

  /// Follows the link name by name, so that a generation's link is seen on the way.
  private func held(by path: String, _ root: borrowing Root) -> [GenerationID] {
    var place = path
    let isNix = path.utf8.starts(with: "\(Self.roots)/auto/".utf8)
    for step in 0..<40 {
      guard let text = try? root.readLink(place) else { break }
      place = Self.joined(text, to: place)
      // For every link that it makes Nix registers such a root itself (`addPermRoot` in its `local-store`).
      if step == 0 && isNix && own.contains(ByteText(place)) { return [] }
      if let generation = links[ByteText(place)] { return [generation] }
      if let found = systems[ByteText(place)] { return found }
    }
    // A directory on the way may be a link itself.
    let real = (try? root.realPath(path)) ?? nil
    return real.flatMap { systems[ByteText($0)] } ?? []
  }

  /// What the link at `place` with that text names, as an absolute path.
  private static func joined(_ text: String, to place: String) -> String {
    let start = text.utf8.first == 0x2F ? [] : ASCIISplit.words(place, at: "/").dropLast().map(String.init)
    var names = start
    for name in ASCIISplit.words(text, at: "/").map(String.init) where name != "." {
      if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return "/" + names.joined(separator: "/")
  }
}
