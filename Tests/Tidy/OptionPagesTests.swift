import Formats
import Testing

@testable import LifebootCLI

/// Every option of a command is in its page, and every option in a page is one of the command.
@Suite struct OptionPagesTests {
  private struct Command {
    var name: String
    /// The command on the top level that it belongs to; its own name where it is one.
    var family: String
    /// With dashes: `--root`, `-q`.
    var options: Set<String>
  }

  private static func commands() throws -> [Command] {
    let help = try JSONDocument(parsing: Array(Lifeboot._dumpHelp().utf8), format: "help").root["command"]
    return (help?["subcommands"]?.elements ?? []).flatMap { commands($0, of: nil) }.filter {
      $0.name != "help"
    }
  }

  /// A command that only gathers others has no options of its own.
  private static func commands(_ help: JSONValue, of family: String?) -> [Command] {
    let family = family ?? help["commandName"]?.string ?? ""
    let inner = (help["subcommands"]?.elements ?? []).filter { $0["commandName"]?.string != "help" }
    if inner.isEmpty { return [command(help, of: family)] }
    return inner.flatMap { commands($0, of: family) }
  }

  private static func command(_ help: JSONValue, of family: String) -> Command {
    let names = (help["arguments"]?.elements ?? []).flatMap { $0["names"]?.elements ?? [] }
    let options = names.compactMap { name in
      name["name"]?.string.map { (name["kind"]?.string == "short" ? "-" : "--") + $0 }
    }
    return Command(name: help["commandName"]?.string ?? "", family: family, options: Set(options))
  }

  /// What every command has, with the options of the program itself.
  private static func common() throws -> Set<String> {
    let all = try commands().map(\.options)
    return all.dropFirst().reduce(all.first ?? []) { $0.intersection($1) }.union(["--version"])
  }

  private static func page(of command: String) -> String {
    let pin = ["pin", "unpin", "mark-good"].contains(command)
    return "lifeboot-\(pin ? "pin" : command).8"
  }

  /// From lines like `.It Fl y , -yes` and `.It Fl -root Ar dir`.
  private func options(inPage name: String) throws -> Set<String> {
    let page = try #require(try SourceTree.whole().pages[name], "there is no man/\(name)")
    let items = page.split(separator: "\n").filter { $0.hasPrefix(".It Fl ") }
    return Set(
      items.flatMap { item in
        item.dropFirst(".It Fl ".count).split(separator: " ").prefix { $0 != "Ar" }.filter { $0 != "," }
          .map { "-" + $0 }
      })
  }

  @Test func `the options of every command are in the main page`() throws {
    #expect(try options(inPage: "lifeboot.8") == Self.common())
  }

  @Test func `a command's own options are in its page`() throws {
    let commands = try Self.commands()
    #expect(commands.count >= 9)
    for (page, members) in Dictionary(grouping: commands, by: { Self.page(of: $0.family) }) {
      let all = members.reduce(into: Set<String>()) { $0.formUnion($1.options) }
      #expect(try options(inPage: page) == all.subtracting(try Self.common()), "man/\(page)")
    }
  }

  @Test func `every command stands in the main page`() throws {
    let main = try #require(try SourceTree.whole().pages["lifeboot.8"])
    for command in try Self.commands() { #expect(main.contains(command.family), "\(command.family)") }
  }
}
