/// Every generation link leads to a system that can be read.
public enum GenerationsReadable: Check {
  public static let ids = ["generation-dangling", "generation-unreadable"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.profiles.flatMap { profile in
      profile.generations.compactMap { finding($0, profile) }
    }
  }

  /// Nix does not delete the current one: another has to be it first.
  static func remedy(_ generation: Generation, _ profile: Profile) -> Remedy {
    let link = "\(profile.directory)/\(profile.name)"
    let delete = Remedy.Act.deleteGeneration(profile: link, generation.id.number)
    guard profile.current?.id == generation.id else { return Remedy(delete) }
    guard let other = profile.generations.last(where: { $0.toplevel != nil }) else {
      return Remedy(.person("build a generation that can be read: nixos-rebuild boot"), delete)
    }
    return Remedy(.switchGeneration(profile: link, other.id.number), delete)
  }

  private static func finding(_ generation: Generation, _ profile: Profile) -> Finding? {
    let remedy = remedy(generation, profile)
    switch generation.contents {
    case .whole: return nil
    case .dangling:
      return Finding(
        id: "generation-dangling", severity: .warning, subject: "\(generation.id)",
        message: "its system is not in the store any more: it cannot boot, and it stops all pruning",
        remedy: remedy)
    case .unreadable(let why):
      return Finding(
        id: "generation-unreadable", severity: .warning, subject: "\(generation.id)",
        message: "\(why); until that is settled lifeboot removes nothing", remedy: remedy)
    }
  }
}
