/// The installer does what NixOS's own does, and nothing after it.
///
/// What further commands (`extraInstallCommands`) make of entries, of the configuration or of a second boot
/// partition, only they know; so repairing leaves those to the installer.
public enum ExtraCommandsTold: Check {
  public static let ids = ["installer-extra-commands", "second-esp"]

  public static func check(_ context: CheckContext) -> [Finding] {
    commands(context.snapshot.installer)
      + context.snapshot.otherBootPlaces.map { second($0, context.snapshot) }
  }

  private static func commands(_ installer: InstallerFacts) -> [Finding] {
    let lines = installer.extraCommands
    guard let first = lines.first else { return [] }
    let count = lines.count == 1 ? "a further command" : "\(lines.count) lines of further commands"
    return [
      Finding(
        id: "installer-extra-commands", severity: .info, subject: installer.source ?? "the installer",
        message: "\(count) run after it (\(first)), so lifeboot repair leaves entries and loader.conf to it",
        remedy: Remedy(.rebuild, note: "brings back what is lost").unless("nothing is lost"))
    ]
  }

  private static func second(_ place: String, _ snapshot: Snapshot) -> Finding {
    let keeper =
      snapshot.installer.extraCommands.contains { $0.contains(place) }
      ? "the installer's further commands keep it alike" : "nothing that lifeboot knows keeps it alike"
    let looked = snapshot.loaderVolume?.mountPoint ?? "the first one"
    return Finding(
      id: "second-esp", severity: .info, subject: place,
      message: "it holds boot files as well; \(keeper), and lifeboot looks at \(looked) only",
      remedy: Remedy(.lifeboot(.verify, ["--esp-path", place]), note: "looks at that one").unless(
        "it is kept alike"))
  }
}
