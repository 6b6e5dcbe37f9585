import ArgumentParser
import BootCore
import Scan

/// Which generations a command is about.
struct GenerationChoice: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Numbers of generations; NAME/NUMBER for another profile; or booted, current, default.",
      valueName: "generation"),
    completion: .custom { _, _, _ in GenerationChoice.words() })
  var generations: [String]

  private static let states: [String: GenerationState] = [
    "booted": .booted, "current": .current, "default": .default,
  ]

  /// For shells. Reads names only, so it is quick and needs no rights.
  private static func words() -> [String] {
    ProfileScan.generationNames(root: "/") + states.keys.sorted()
  }

  /// The generations that were named, each once.
  func resolve(_ survey: Survey) throws(Failure) -> [GenerationID] {
    let known = GenerationStates(survey.snapshot, map: survey.map)
    let copies = PinnedCopies.ids(survey.snapshot)
    var chosen: [GenerationID] = []
    for text in generations {
      let found = survey.snapshot.generations.map(\.id).filter { id in
        if let state = Self.states[text] { return known[id].contains(state) && !copies.contains(id) }
        return Self.names(id).contains(text)
      }
      guard !found.isEmpty else {
        throw Failure(
          subject: text, message: "there is no such generation",
          remedy: Remedy(.lifeboot(.status, ["--verbose"]), note: "this lists them all"))
      }
      chosen += found.filter { !chosen.contains($0) }
    }
    return chosen
  }

  private static func names(_ id: GenerationID) -> [String] {
    let full = "\(id.profile)/\(id.number)"
    return id.profile == .system ? ["\(id.number)", full] : [full]
  }
}
