import ArgumentParser
import BootCore
import Linux

/// A command of lifeboot.
protocol LifebootCommand: ParsableCommand {
  var options: GlobalOptions { get }
  /// Does what was asked and says how it ended, as the status for the shell.
  func answer(on console: Console) throws(Failure) -> Int32
}

/// lifeboot from the command line to the exit status.
public enum Program {
  /// Runs the command that this process was started with, and ends it.
  public static func main() -> Never {
    StandardStream.openClosed()
    StandardStream.ignoreBrokenPipes()
    let status = run(Identity.arguments, on: .standard)
    Lifeboot.exit(withError: status == 0 ? nil : ExitCode(status))
  }

  /// Runs `arguments`, the name of the program left out.
  static func run(_ arguments: [String], on console: Console) -> Int32 {
    do {
      let arguments = try CommandOrder.commandFirst(arguments)
      let parsed = try Lifeboot.parseAsRoot(arguments)
      guard let command = parsed as? any LifebootCommand else {
        var other = parsed
        try other.run()
        return ExitStatus.done.rawValue
      }
      return answer(command, on: console)
    } catch {
      return explain(error, on: console, isJSON: arguments.contains("--json"))
    }
  }

  private static func answer(_ command: any LifebootCommand, on console: Console) -> Int32 {
    var console = console
    console.color = command.options.color
    console.verbosity = command.options.verbosity
    do throws(Failure) {
      if command is any RootCommand, !Identity.isRoot { throw Failure(needingRoot: command) }
      return try command.answer(on: console)
    } catch {
      let failure = console.deeds.areDone ? error.afterDeeds : error
      return end(failure, command.options.remedyWords, on: console, isJSON: command.options.json)
    }
  }

  /// Somebody who asked for a document gets one.
  private static func end(
    _ failure: Failure, _ words: RemedyWords, on console: Console, isJSON: Bool
  ) -> Int32 {
    if isJSON { try? console.print(FailureDocument.json(failure, words)) }
    console.say(failure, words)
    return failure.status.rawValue
  }

  /// Help goes to standard output, what is wrong with the command line to standard error.
  private static func explain(_ error: any Error, on console: Console, isJSON: Bool) -> Int32 {
    if let failure = error as? Failure {
      return end(failure, RemedyWords(root: "/"), on: console, isJSON: isJSON)
    }
    let status = Lifeboot.exitCode(for: error).rawValue
    let text = Lifeboot.fullMessage(for: error)
    if status == ExitStatus.done.rawValue {
      do throws(Failure) {
        try console.print(prepared: text.hasSuffix("\n") ? text : text + "\n")
      } catch {
        console.say(error, RemedyWords(root: "/"))
        return error.status.rawValue
      }
      return status
    }
    let bare = text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
    if isJSON {
      let failure = Failure(
        .usage, subject: "command line", message: bare, remedy: .person("see lifeboot --help"))
      try? console.print(FailureDocument.json(failure, RemedyWords(root: "/")))
    }
    let lines = bare.split(separator: "\n", omittingEmptySubsequences: false).map { StyledText(String($0)) }
    var page = Page([StyledText("lifeboot: ", .critical) + (lines.first ?? .empty)])
    for line in lines.dropFirst() where !line.isEmpty { page.add(line) }
    console.say(page)
    return status
  }
}

/// The place of the command among the arguments.
enum CommandOrder {
  private static let withValue: Set<String> = [
    "--root", "--esp-path", "--boot-path", "--policy", "--color", "--generate-completion-script",
  ]

  /// `--root /mnt prune` as `prune --root /mnt`: options of every command may stand before it.
  static func commandFirst(_ arguments: [String]) throws(Failure) -> [String] {
    // Shells call back with `---completion`, the words of the command line behind it.
    if arguments.first?.hasPrefix("---") == true { return arguments }
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-"), arguments[index] != "--" {
      index += withValue.contains(arguments[index]) ? 2 : 1
    }
    guard index < arguments.count, arguments[index] != "--" else { return arguments }
    let name = arguments[index]
    guard Lifeboot.commandNames.contains(name) else { throw unknown(name) }
    if index == 0 { return arguments }
    return [name] + arguments[..<index] + arguments[(index + 1)...]
  }

  private static func unknown(_ name: String) -> Failure {
    let nearest = Spelling.nearest(to: name, in: Lifeboot.commandNames)
    let hint = nearest.map { "did you mean lifeboot \($0)? " } ?? ""
    return Failure(
      .usage, subject: name, message: "there is no command of that name",
      remedy: .person("\(hint)see lifeboot --help"))
  }
}
