import BootCore
import Formats
import Testing

/// A menu, a configuration and variables, and which entry is taken then.
struct Choosing: Sendable, CustomTestStringConvertible {
  let name: String
  let menu: [BootEntry]
  let configuration: String
  let firmware: FirmwareState
  let expected: Expected

  struct Expected: Sendable {
    var next: String?
    var lasting: String?
    var choice: BootChoice
    var misses: [BootChoice] = []
    var overridden: String?
  }

  /// - Parameters:
  ///   - menu: ids in the menu's order; one with a `!` before it has no attempts left.
  ///   - variables: `OneShot=x Preferred=y Default=z LastBooted=w Entries=a,b`.
  init(
    _ name: String, menu: String, _ configuration: String = "", variables: String = "", takes id: String?,
    then lasting: String? = nil, by choice: BootChoice, misses: [BootChoice] = [], overridden: String? = nil
  ) {
    self.name = name
    self.menu = menu.split(separator: " ").compactMap(Self.entry)
    self.configuration = configuration
    var firmware = FirmwareState(isAvailable: true)
    for word in variables.split(separator: " ") {
      let parts = word.split(separator: "=").map(String.init)
      switch parts[0] {
      case "OneShot": firmware.overrides[.oneShot] = parts[1]
      case "Preferred": firmware.overrides[.preferred] = parts[1]
      case "Default": firmware.overrides[.default] = parts[1]
      case "LastBooted": firmware.lastBooted = parts[1]
      default: firmware.entries = parts[1].split(separator: ",").map { ByteText($0) }
      }
    }
    self.firmware = firmware
    expected = Expected(
      next: id, lasting: lasting ?? id, choice: choice, misses: misses, overridden: overridden)
  }

  var testDescription: String { name }

  private static func entry(_ word: Substring) -> BootEntry? {
    let isBad = word.hasPrefix("!")
    let id = isBad ? String(word.dropFirst()) : String(word)
    guard let path = VolumePath(.esp, "/loader/entries/\(id)") else { return nil }
    return BootEntry(id: ByteText(id), path: path, counter: isBad ? BootCounter(left: 0, done: 3) : nil)
  }
}

@Suite struct NextBootTests {
  @Test(
    "the loader's choices are asked in its order",
    arguments: [
      Choosing("nothing is said", menu: "b.conf a.conf", takes: "b.conf", by: .firstInOrder),
      Choosing("an empty menu", menu: "", takes: nil, by: .nothing),
      Choosing(
        "the configuration", menu: "b.conf a.conf", "default a.conf", takes: "a.conf",
        by: .defaultConfiguration),
      Choosing(
        "letters do not matter", menu: "b.conf a.conf", "default A.CONF", takes: "a.conf",
        by: .defaultConfiguration),
      Choosing(
        "a pattern takes the first of the menu", menu: "x.conf n-2.conf n-1.conf", "default n-*",
        takes: "n-2.conf",
        by: .defaultConfiguration),
      Choosing(
        "an id without its suffix is no id", menu: "b.conf a.conf", "default a", takes: "b.conf",
        by: .firstInOrder, misses: [.defaultConfiguration]),
      Choosing(
        "a default that is missing", menu: "b.conf a.conf", "default c.conf", takes: "b.conf",
        by: .firstInOrder,
        misses: [.defaultConfiguration]),
      Choosing(
        "an empty value is none", menu: "b.conf a.conf", "default", variables: "", takes: "b.conf",
        by: .firstInOrder),
      Choosing(
        "the variable wins over the configuration", menu: "b.conf a.conf", "default b.conf",
        variables: "Default=a.conf", takes: "a.conf", by: .defaultVariable, overridden: "b.conf"),
      Choosing(
        "a variable that agrees overrides nothing", menu: "b.conf a.conf", "default a.conf",
        variables: "Default=a.conf", takes: "a.conf", by: .defaultVariable),
      Choosing(
        "a variable that names nothing", menu: "b.conf a.conf", "default a.conf", variables: "Default=c.conf",
        takes: "a.conf", by: .defaultConfiguration, misses: [.defaultVariable]),
      Choosing(
        "preferred wins over default", menu: "b.conf a.conf c.conf", "preferred c.conf\ndefault b.conf",
        variables: "Default=a.conf", takes: "c.conf", by: .preferredConfiguration),
      Choosing(
        "the variable for preferred wins over its line", menu: "b.conf a.conf c.conf",
        "preferred c.conf\ndefault b.conf", variables: "Preferred=a.conf", takes: "a.conf",
        by: .preferredVariable, overridden: "c.conf"),
      Choosing(
        "preferred passes over what failed, and misses nothing", menu: "b.conf !a.conf",
        "preferred a.conf\ndefault *", takes: "b.conf", by: .defaultConfiguration),
      Choosing(
        "preferred that names nothing is missed", menu: "b.conf a.conf", "preferred c.conf\ndefault a.conf",
        takes: "a.conf", by: .defaultConfiguration, misses: [.preferredConfiguration]),
      Choosing(
        "default takes also what failed", menu: "b.conf !a.conf", "default a.conf", takes: "a.conf",
        by: .defaultConfiguration),
      Choosing(
        "once", menu: "b.conf a.conf", "default b.conf", variables: "OneShot=a.conf", takes: "a.conf",
        then: "b.conf", by: .defaultConfiguration),
      Choosing(
        "once wins over everything", menu: "b.conf a.conf c.conf", "preferred b.conf",
        variables: "OneShot=a.conf Preferred=c.conf Default=b.conf", takes: "a.conf", then: "c.conf",
        by: .preferredVariable, overridden: "b.conf"),
      Choosing(
        "once, but it is missing", menu: "b.conf a.conf", "default b.conf", variables: "OneShot=c.conf",
        takes: "b.conf", by: .defaultConfiguration, misses: [.oneShot]),
      Choosing(
        "the one booted last", menu: "b.conf a.conf", "default @saved", variables: "LastBooted=a.conf",
        takes: "a.conf", by: .defaultConfiguration),
      Choosing(
        "the one booted last is gone", menu: "b.conf a.conf", "default @saved",
        variables: "LastBooted=c.conf",
        takes: "b.conf", by: .firstInOrder, misses: [.defaultConfiguration]),
      Choosing(
        "none was booted yet", menu: "b.conf a.conf", "default @saved", takes: "b.conf", by: .firstInOrder),
      Choosing(
        "the variable may say it too, and wins over the line", menu: "b.conf a.conf c.conf", "default b.conf",
        variables: "Default=@saved LastBooted=c.conf", takes: "c.conf", by: .defaultVariable,
        overridden: "b.conf"),
      Choosing(
        "a variable wins over @saved in the configuration", menu: "b.conf a.conf c.conf", "default @saved",
        variables: "Default=a.conf LastBooted=c.conf", takes: "a.conf", by: .defaultVariable,
        overridden: "b.conf"),
      Choosing(
        "Windows, which the loader finds itself", menu: "b.conf", "default auto-windows",
        variables: "Entries=b.conf,auto-windows", takes: "auto-windows", by: .defaultConfiguration),
      Choosing(
        "Windows, as far as anybody knows", menu: "b.conf", "default auto-windows", takes: "auto-windows",
        by: .defaultConfiguration),
      Choosing(
        "Windows, which the loader did not find", menu: "b.conf", "default auto-windows",
        variables: "Entries=b.conf", takes: "b.conf", by: .firstInOrder, misses: [.defaultConfiguration]),
      Choosing(
        "the first of the menu may have failed, when all have", menu: "!b.conf !a.conf", "preferred a.conf",
        takes: "b.conf", by: .firstInOrder),
    ])
  func choices(one: Choosing) throws {
    let configuration = try LoaderConf(parsing: Array(one.configuration.utf8))
    let next = NextBoot(menu: one.menu, configuration: configuration, firmware: one.firmware)
    #expect(next.next?.text == one.expected.next)
    #expect(next.lasting?.text == one.expected.lasting)
    #expect(next.choice == one.expected.choice)
    #expect(next.misses.map(\.choice) == one.expected.misses)
    #expect(next.overridden?.text == one.expected.overridden)
  }

  @Test func `who decides about the very next boot is said apart`() {
    let once = NextBoot(oneShot: "a.conf", lasting: "b.conf", choice: .defaultConfiguration)
    #expect(once.nextChoice == .oneShot)
    #expect(NextBoot(lasting: "b.conf", choice: .firstInOrder).nextChoice == .firstInOrder)
  }
}
