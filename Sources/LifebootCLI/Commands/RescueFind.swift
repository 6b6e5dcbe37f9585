import ArgumentParser
import BootCore

/// What is on the disks, and which NixOS systems are among it.
struct RescueFind: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Show every NixOS system on the disks, and what is locked.",
    discussion: """
      Changes nothing: file systems are looked into read-only and without replaying their journals, in mounts \
      that no other program sees. A failing disk can be left alone by naming the devices to look into.

      Exit status: 0 found, 3 found none, 1 could not look.
      """)

  @Argument(help: ArgumentHelp("Look into these devices only.", valueName: "device"), completion: .file())
  var devices: [String] = []

  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: false, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let search = try RescueSearch.look(devices)
    if options.json {
      try console.print(FindDocument(search: search).json)
    } else {
      try console.print(FindText(search: search, face: console.face, verbosity: console.verbosity).page)
    }
    return (search.systems.isEmpty ? ExitStatus.wrong : .done).rawValue
  }
}
