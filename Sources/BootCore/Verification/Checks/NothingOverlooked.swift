/// Everything that an answer rests on could be looked at.
public enum NothingOverlooked: Check {
  public static let ids = ["not-looked"]

  public static func check(_ context: CheckContext) -> [Finding] {
    let snapshot = context.snapshot
    let variables = snapshot.firmware.unreadable.map { name in
      NotLooked(
        subject: name, message: "the firmware does not give it, so which entry boots next is not certain",
        remedy: .person("run this as root; if it stays so, look into the firmware's setup"))
    }
    return (snapshot.notLooked + variables + compared(snapshot)).map { place in
      Finding(
        id: "not-looked", severity: .warning, subject: place.subject, message: place.message,
        remedy: place.remedy)
    }
  }

  private static func compared(_ snapshot: Snapshot) -> [NotLooked] {
    snapshot.contents.sorted { $0.key < $1.key }.compactMap { path, state in
      guard case .notCompared(let why) = state else { return nil }
      return NotLooked(
        subject: "\(path)", message: "its bytes could not be compared with the store: \(why)",
        remedy: .person("run this as root; if it stays so, the store is damaged").or(.mendStore))
    }
  }
}
