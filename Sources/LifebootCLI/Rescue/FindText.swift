import BootCore
import Formats

/// The systems on the disks as text.
struct FindText {
  let search: DiskSurvey
  let forecast: RescueForecast
  let face: Face
  let verbosity: Verbosity

  var page: Page {
    var page = Page()
    for system in search.systems { page.addPart(about(system)) }
    page.addPart(bootPartitions)
    page.addPart(closed)
    if verbosity == .verbose { page.addPart(devices) }
    for (device, why) in search.unreadable.sorted(by: { $0.key < $1.key }) {
      page.addPart(Page([StyledText("warning: ", .warning) + "\(device) could not be looked into: \(why)"]))
    }
    for device in search.bareStores {
      page.addPart(Page("\(device) has a store and no profile: \(DiskSurvey.bareStore)"))
    }
    page.addPart(next)
    return page
  }

  private func about(_ system: FoundSystem) -> Page {
    let host = system.hostName.map { "NixOS \($0)" } ?? "NixOS"
    var page = Page([StyledText(host, .strong) + " on \(system.name), \(system.type)" + copy(system)])
    let count = system.generations.count
    let whole = system.generations.count(where: \.isWhole)
    let missing = whole == count ? "" : ", \(count - whole) of them not whole in the store"
    page.add("  generations  \(count)\(missing); newest \(system.generations.last?.label ?? "")")
    if let current = system.current {
      let state = system.usable == nil ? ", which is not whole: choose one of \(system.wholeNumbers)" : ""
      page.add("  current      \(current)\(state)")
    } else {
      page.add("  current      the profile's pointer names none; whole are \(system.wholeNumbers)", .warning)
    }
    page.add("  mounts by    \(system.tableSource)")
    for line in system.table where line.mountPoint.hasPrefix("/") { page.add(mount(line, system)) }
    return page
  }

  private func copy(_ system: FoundSystem) -> String {
    guard !system.isAtItsPlace else { return "" }
    return system.isCopy
      ? " (a copy: its own fstab names another place)" : " (not where its own fstab says that it is)"
  }

  private func mount(_ line: Fstab.Entry, _ system: FoundSystem) -> StyledText {
    let entry = StyledText("    \(line.mountPoint)  \(line.spec)")
    if ["zfs", "tmpfs"].contains(line.type) || line.options.contains("bind") { return entry }
    let found = search.storage.devices(named: line.spec)
    guard let device = found.first else { return entry + StyledText("  not here", .warning) }
    return device.path == line.spec ? entry : entry + "  is \(device.path)"
  }

  /// What can be a boot volume, whether or not a system says so.
  private var bootPartitions: Page {
    let found = search.storage.devices.filter { $0.isESP || $0.isXBOOTLDR }
    guard !found.isEmpty else { return Page() }
    var page = Page([StyledText("Boot partitions:", .strong)])
    for device in found {
      let facts = [
        device.isESP ? "ESP" : "XBOOTLDR", device.type ?? "no file system", ByteCount.text(device.bytes),
        device.label.map { "label \($0)" }, device.uuid.map { "UUID \($0)" },
        device.mountPoints.first.map { "mounted at \($0)" },
      ]
      page.add("  \(device.path)  \(facts.compactMap { $0 }.joined(separator: ", "))")
    }
    return page
  }

  private var closed: Page {
    let layers = search.closed
    guard !layers.isEmpty else { return Page() }
    var page = Page([StyledText("Closed:", .strong)])
    for layer in layers { page.add("  \(layer.name)  \(opening(layer))") }
    return page
  }

  private func opening(_ layer: ClosedLayer) -> String {
    let choice = LayerChoice(target: "/mnt")
    do throws(RescueProblem) {
      let steps = try LayerPlanner(search.storage).steps(opening: layer, choice)
      return "open it: \(steps.map(\.call.description).joined(separator: " && "))"
    } catch {
      return "\(error.message); \(RemedyWords(root: "/").sentence(error.remedy))"
    }
  }

  private var devices: Page {
    var page = Page([StyledText("Devices:", .strong)])
    for device in search.storage.devices {
      let facts = [
        device.type, device.label.map { "label \($0)" }, device.uuid, device.isESP ? "ESP" : nil,
        device.isXBOOTLDR ? "XBOOTLDR" : nil, device.mountPoints.first.map { "mounted at \($0)" },
      ]
      page.add("  \(device.path)  \(facts.compactMap { $0 }.joined(separator: ", "))")
    }
    return page
  }

  /// What rescue would do.
  private var next: Page {
    switch forecast {
    case .mounts(let system, let notes):
      let word = search.systems.count(where: \.isAtItsPlace) > 1 ? " \(ShellWord.quoted(system.name))" : ""
      var page = Page(notes.map { StyledText("note: ", .warning) + $0 })
      page.add("make it boot again: lifeboot rescue\(word) --apply")
      page.add("mount it: lifeboot rescue mount\(word)")
      return page
    case .opens(let layers):
      let places = layers.map(\.name).joined(separator: ", ")
      var page = Page()
      if search.systems.isEmpty { page.add("a system may be in what is closed: \(places)") }
      page.add("open it and make it boot again: lifeboot rescue --apply")
      page.add("open and mount it: lifeboot rescue mount")
      return page
    case .refuses(let problem):
      var page = Page([
        StyledText("rescue would refuse: ", .warning) + "\(problem.subject): \(problem.message)"
      ])
      page.add(RemedyWords(root: "/").page(problem.remedy, columns: nil))
      return page
    case .nothing:
      var page = Page("no NixOS system is on what can be seen")
      if verbosity == .normal { page.add("all that was looked at: lifeboot rescue find --verbose") }
      page.add("see whether the disk is attached, and whether its driver is loaded (lsblk)")
      return page
    }
  }
}
