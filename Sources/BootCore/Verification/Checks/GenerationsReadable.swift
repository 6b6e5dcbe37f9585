/// Every generation link leads to a system that can be read.
public enum GenerationsReadable: Check {
  public static let ids = ["generation-dangling", "generation-unreadable"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.profiles.flatMap { profile in
      profile.generations.compactMap { finding($0, profile) }
    }
  }

  private static func finding(_ generation: Generation, _ profile: Profile) -> Finding? {
    switch generation.contents {
    case .whole: return nil
    case .dangling:
      return Finding(
        id: "generation-dangling", severity: .warning, subject: "\(generation.id)",
        message: "its system is not in the store any more: it cannot boot, and it stops all pruning",
        remedy: profile.removal(of: generation))
    case .unreadable(let why, let cause):
      return Finding(
        id: "generation-unreadable", severity: .warning, subject: "\(generation.id)",
        message: "\(why); until that is settled lifeboot removes nothing",
        remedy: profile.remedy(for: generation, cause))
    }
  }
}
