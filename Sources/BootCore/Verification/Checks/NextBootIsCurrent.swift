/// The next boot takes the profile's current generation.
public enum NextBootIsCurrent: Check {
  public static let ids = ["next-boot-differs", "next-boot-one-shot"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let current = context.current, let next = context.nextEntry else { return [] }
    if next.uses.contains(where: { $0.generation == current.id }) { return [] }
    let what = next.uses.first.map { "\($0.generation)" } ?? next.entry.id
    let isOnce = context.map.nextBoot.oneShot != nil
    let how = isOnce ? "the next boot, once," : "every boot"
    return [
      Finding(
        id: isOnce ? "next-boot-one-shot" : "next-boot-differs", severity: isOnce ? .info : .warning,
        subject: next.entry.id,
        message:
          "\(how) takes \(what), not the current \(current.id) (\(context.map.nextBoot.nextChoice.rawValue))",
        remedy: isOnce ? .nothing(if: "this is meant") : remedy(context.map.nextBoot.choice))
    ]
  }

  private static func remedy(_ choice: BootChoice) -> Remedy {
    switch choice {
    case .preferredVariable: Remedy(.clear(.preferred)).unless("this is meant")
    case .defaultVariable: Remedy(.clear(.default)).unless("this is meant")
    case .oneShot, .preferredConfiguration, .defaultConfiguration, .firstInOrder, .nothing:
      .repair
    }
  }
}
