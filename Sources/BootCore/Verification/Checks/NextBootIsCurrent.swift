import Formats

/// The next boot takes the profile's current generation.
///
/// Where somebody chose otherwise, that is no damage: it is said, with who said it, and left alone.
public enum NextBootIsCurrent: Check {
  public static let ids = [
    "next-boot-differs", "next-boot-one-shot", "next-boot-chosen", "next-boot-specialisation",
  ]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let current = context.current, current.toplevel != nil, let id = context.map.nextBoot.next else {
      return []
    }
    let next = context.map.nextBoot
    // That the menu has no entry at all is said elsewhere.
    if next.oneShot == nil && next.isLeftToLoader { return [] }
    let entry = context.nextEntry
    if let entry, entry.uses.contains(where: { $0.generation == current.id }) {
      return saved(context) + variant(entry, current)
    }
    // The entry of another generation, and the same system.
    if let entry, entry.entry.toplevel == current.system { return saved(context) }
    let what = NextBoot.automaticTitle(id.text) ?? Self.name(entry) ?? id.text
    if next.oneShot != nil {
      return [
        finding(
          "next-boot-one-shot", .info, id,
          "the next boot, once, takes \(what), not the current \(current.id) (\(next.nextChoice.rawValue))",
          .nothing(if: "this is meant"))
      ]
    }
    if let wish = next.wish {
      return [
        finding(
          "next-boot-chosen", .info, id,
          "\(said(wish)): every boot takes \(what), not the current \(current.id)",
          remedy(wish.choice, context.snapshot))
      ]
    }
    if let entry, entry.isOurs, entry.isInstallers, entry.uses.isEmpty {
      return [
        finding(
          "next-boot-differs", .warning, id,
          "every boot takes \(id), whose system no generation has, not the current \(current.id)", .rebuild)
      ]
    }
    guard let entry, !entry.uses.isEmpty else {
      return [
        finding(
          "next-boot-chosen", .info, id,
          "the menu's first is \(what), which is not this system's: every boot takes it, not the current \(current.id)",
          .nothing(if: "this is meant; else choose the current generation in the menu, and press d there"))
      ]
    }
    return [
      finding(
        "next-boot-differs", .warning, id,
        "every boot takes \(what), not the current \(current.id) (\(next.nextChoice.rawValue))",
        .repair)
    ]
  }

  /// One of its specialisations, and not itself.
  private static func variant(_ entry: AttributedEntry, _ current: Generation) -> [Finding] {
    let own = entry.uses.filter { $0.generation == current.id }
    guard !own.contains(where: { $0.specialisation == nil }), let name = own.first?.specialisation else {
      return []
    }
    return [
      finding(
        "next-boot-specialisation", .info, entry.entry.id,
        "the next boot takes the current \(current.id)'s specialisation \(name), not the generation itself",
        Remedy(.rebuild).unless("this is meant"))
    ]
  }

  /// The current one, because it was chosen last: the next choice in the menu changes it.
  private static func saved(_ context: CheckContext) -> [Finding] {
    guard let wish = context.map.nextBoot.wish, wish.isSaved, let id = context.map.nextBoot.lasting else {
      return []
    }
    return [
      finding(
        "next-boot-chosen", .info, id, "\(said(wish)): at present that is the current generation",
        remedy(wish.choice, context.snapshot))
    ]
  }

  private static func finding(
    _ id: String, _ severity: Severity, _ subject: ByteText, _ message: String, _ remedy: Remedy
  ) -> Finding {
    Finding(id: id, severity: severity, subject: subject.text, message: message, remedy: remedy)
  }

  private static func name(_ entry: AttributedEntry?) -> String? {
    entry?.told.map { "\($0.generation)" }
  }

  private static func said(_ wish: NextBoot.Miss) -> String {
    let place: String
    switch wish.choice {
    case .preferredVariable, .defaultVariable, .oneShot: place = "the variable \(wish.choice.rawValue)"
    case .preferredConfiguration, .defaultConfiguration: place = "loader.conf"
    case .firstInOrder, .nothing: place = wish.choice.rawValue
    }
    if wish.isSaved { return "\(place) says \(wish.pattern), the entry chosen last" }
    return "\(place) names \(wish.pattern)"
  }

  private static func remedy(_ choice: BootChoice, _ snapshot: Snapshot) -> Remedy {
    switch choice {
    case .preferredVariable: Remedy(.clear(.preferred)).unless("this is meant")
    case .defaultVariable: Remedy(.clear(.default)).unless("this is meant")
    case .preferredConfiguration where !snapshot.installer.extraCommands.isEmpty,
      .defaultConfiguration where !snapshot.installer.extraCommands.isEmpty:
      .nothing(if: "this is meant; else take it out of extraInstallCommands in the configuration")
    case .oneShot, .preferredConfiguration, .defaultConfiguration, .firstInOrder, .nothing:
      Remedy(.rebuild, note: "it names the current generation").unless("this is meant")
    }
  }
}
