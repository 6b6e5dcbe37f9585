import ArgumentParser
import BootCore
import Scan

/// What is on the disks, and which NixOS systems are among it.
struct RescueFind: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Show every NixOS system on the disks, and what is locked.",
    discussion: """
      Changes nothing: file systems are looked into read-only and without replaying their journals, in mounts \
      that no other program sees. A failing disk can be left alone by naming the devices to look into.

      At the end it says what rescue would do.

      Exit status: 0 found, 2 nothing found yet and something has to be opened first, 3 found none, \
      1 could not look.
      """)

  @Argument(help: ArgumentHelp("Look into these devices only.", valueName: "device"), completion: .file())
  var devices: [String] = []

  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: false, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let search = try RescueSearch.look(devices)
    let place = "/mnt"
    let forecast = RescueForecast(
      search, LayerChoice(target: place), MountChoice(target: place, host: HostScan.host()))
    if options.json {
      try console.print(FindDocument(search: search, forecast: forecast).json)
    } else {
      try console.print(
        FindText(search: search, forecast: forecast, face: console.face, verbosity: console.verbosity).page)
    }
    if !search.systems.isEmpty { return ExitStatus.done.rawValue }
    return (search.closed.isEmpty ? ExitStatus.wrong : .closed).rawValue
  }
}
