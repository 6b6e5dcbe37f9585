import Apply
import ArgumentParser
import BootCore
import Scan

/// Says that generations stay, whatever the policy.
struct Pin: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Keep generations that no rule, collector or limit may take.",
    discussion: """
      A pinned generation also becomes a system profile of its own, so Nix's garbage collector keeps it \
      and NixOS's installer lists it in the boot menu from its next run on.
      """)

  @OptionGroup var choice: GenerationChoice
  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    try MarkChange(mark: .pinned, isSet: true).apply(choice, options, console)
  }
}

/// Takes a pin away.
struct Unpin: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin", abstract: "Let the policy judge pinned generations again.")

  @OptionGroup var choice: GenerationChoice
  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    try MarkChange(mark: .pinned, isSet: false).apply(choice, options, console)
  }
}

/// Says that generations are known to boot well.
struct MarkGood: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark-good",
    abstract: "Note that generations boot well, for the rule --keep-good.",
    discussion: """
      Run it by hand, or from a unit that starts when the machine is up and healthy. Machines with boot \
      counting need it not: there an entry that lost its counter is good.
      """)

  @OptionGroup var choice: GenerationChoice
  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    try MarkChange(mark: .good, isSet: true).apply(choice, options, console)
  }
}

/// One mark, to be set or taken away.
struct MarkChange {
  let mark: Mark
  let isSet: Bool

  func apply(
    _ choice: GenerationChoice, _ options: GlobalOptions, _ console: Console
  ) throws(Failure) -> Int32 {
    let survey = try Survey.take(options)
    let chosen = try choice.resolve(survey)
    var done: [GenerationID] = []
    var changed: Set<GenerationID> = []
    do throws(ApplyError) {
      let store = try MarkStore(root: survey.snapshot.root)
      if mark == .pinned, isSet { try store.checkPlaces(for: chosen) }
      for generation in chosen {
        if isSet {
          try store.set(mark, on: generation)
          changed.insert(generation)
        } else if try store.remove(mark, from: generation) {
          changed.insert(generation)
        }
        done.append(generation)
      }
      console.deeds.areDone = true
    } catch {
      var error = error
      if error.isHalfway { error.remedy = .person(halfway) }
      if !done.isEmpty {
        error.isHalfway = true
        error.message += "; done before it: " + done.map(\.description).joined(separator: ", ")
        error.remedy = .person("mend what is wrong there, and run the same command again")
      }
      throw Failure(error)
    }
    if options.json {
      try console.print(json(chosen))
    } else if console.verbosity != .quiet {
      try console.print(
        Page(
          chosen.map {
            StyledText(
              "\($0): \(changed.contains($0) ? said : "it had no such mark, so nothing was changed")")
          }))
    }
    return ExitStatus.done.rawValue
  }

  /// The mark is one thing, the profile that makes it hold against others another.
  private var halfway: String {
    isSet
      ? "lifeboot keeps the generation from now on, Nix's garbage collector does not yet: mend what is wrong there, and "
        + "run the same command again"
      : "lifeboot still keeps the generation, Nix's garbage collector may not: mend what is wrong there, and run the same "
        + "command again"
  }

  private var said: String {
    switch mark {
    case .pinned: isSet ? "pinned: no rule takes it" : "no longer pinned"
    case .good: isSet ? "marked as good" : "no longer marked as good"
    }
  }

  /// Schema `lifeboot/mark/1`.
  private func json(_ chosen: [GenerationID]) -> JSON {
    let generations = chosen.map { id in
      JSON.object([
        "profile": .string(id.profile.text), "number": .unsigned(id.number), "toplevel": .string(id.toplevel),
      ])
    }
    return .object([
      "schema": .string("lifeboot/mark/1"), "mark": .string(mark.rawValue), "isSet": .boolean(isSet),
      "generations": .array(generations),
    ])
  }
}
