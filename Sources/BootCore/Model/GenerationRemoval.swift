import Formats

extension Profile {
  /// Its path, as Nix's own tools want it.
  public var path: String { "\(directory)/\(name)" }

  /// How to get rid of one of its generations.
  ///
  /// Nix does not delete the current one, so another becomes current first: the newest that is a system.
  public func removal(of generation: Generation) -> Remedy {
    let delete = Remedy.Act.deleteGeneration(profile: path, generation.id.number)
    guard current?.id == generation.id else { return Remedy(delete) }
    guard let other = newestWhole(except: generation) else {
      if name != .system && generations.count == 1 {
        return Remedy(
          .deleteName(path), .deleteName("\(directory)/\(generation.linkName)"),
          note: "the profile has no other generation, so it goes as a whole")
      }
      return Remedy(
        .person(
          "it is the current one, and no other generation of \(path) is a system: build a new one, then"),
        delete)
    }
    return Remedy(
      .switchGeneration(profile: path, other.id.number), delete,
      note: "it is the current one, which Nix does not delete")
  }

  /// What to do about a generation whose system cannot be read. That is not therefore worth nothing: only what is no
  /// system goes without a look.
  func remedy(for generation: Generation, _ cause: Generation.Cause) -> Remedy {
    let removal = removal(of: generation)
    switch cause {
    case .notASystem: return removal
    case .damaged:
      let delete = Remedy(
        .person("where that does not help, and nothing runs from it or needs it, delete it"))
      return Remedy.mendStore.or(delete.ways.flatMap(\.acts) + (removal.ways.first?.acts ?? []))
    case .denied: return .person("run the same command as root")
    }
  }

  /// A name among the links that only seems to be one is put aside. Nix takes every name for a generation's that begins
  /// like one, whatever its end.
  func settingAside(_ stray: String) -> Remedy {
    Remedy(.person("look what it is; this puts it aside"), .setAside(directory: directory, stray))
  }

  /// How to give the profile a current generation again.
  public var pointing: Remedy {
    named.map { Remedy(.switchGeneration(profile: path, $0.id.number)) } ?? newestWhole(except: nil).map {
      Remedy(.switchGeneration(profile: path, $0.id.number))
    }
      ?? .person("no generation of \(path) is a system: build a new one")
  }

  /// The generation whose system the pointer names by itself.
  private var named: Generation? {
    guard case .odd(let text) = pointer else { return nil }
    return generations.last { ByteText.equal($0.id.toplevel, text) || ByteText.equal($0.system, text) }
  }

  private func newestWhole(except one: Generation?) -> Generation? {
    generations.last { generation in
      if case .whole = generation.contents { return generation.id != one?.id }
      return false
    }
  }
}
