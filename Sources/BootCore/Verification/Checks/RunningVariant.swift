/// What runs is a generation itself, not one of its specialisations.
public enum RunningVariant: Check {
  public static let ids = ["running-specialisation"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let running = context.snapshot.running.activated ?? context.snapshot.running.booted,
      let (generation, name) = variant(running, context.snapshot), let next = context.nextEntry,
      next.entry.toplevel != running
    else { return [] }
    return [
      Finding(
        id: "running-specialisation", severity: .info, subject: "\(generation)",
        message: "its specialisation \(name) runs now, and the next boot does not take that one",
        remedy: .nothing(if: "this is meant; else choose it in the menu"))
    ]
  }

  private static func variant(_ path: String, _ snapshot: Snapshot) -> (GenerationID, String)? {
    for generation in snapshot.generations.reversed() {
      if generation.id.toplevel == path { return nil }
      let found = generation.toplevel?.specialisations.first { $0.toplevel.path == path }
      if let found { return (generation.id, found.name) }
    }
    return nil
  }
}
