import ArgumentParser
import BootCore

/// Every file on the boot volumes: whose it is, how big, why.
struct Map: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Show every file on the boot volumes: whose it is, how big, and why.",
    discussion: """
      With a file it explains that one: what it is, which generations use it through which entries, what is \
      wrong with it, and when it would go. With a directory it shows what lies below it.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files or directories on a boot volume, as /boot/EFI/nixos or as /EFI/nixos.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    let survey = try Survey.take(options)
    let files = try chosen(survey)
    if options.json {
      try console.print(MapDocument(survey: survey, files: files).json)
    } else {
      try console.print(page(survey, files, console))
    }
    return ExitStatus.done.rawValue
  }

  private func chosen(_ survey: Survey) throws(Failure) -> [AttributedFile] {
    if paths.isEmpty { return survey.map.files }
    var files: [AttributedFile] = []
    for path in paths {
      let found = PlaceOnVolume.files(at: path, in: survey)
      guard !found.isEmpty else {
        throw Failure(
          subject: path, message: "it is no file or directory on a boot volume",
          remedy: Remedy(.lifeboot(.map, []), note: "this lists them all"))
      }
      files += found.filter { new in !files.contains { $0.item.path == new.item.path } }
    }
    return files
  }

  private func page(_ survey: Survey, _ files: [AttributedFile], _ console: Console) -> Page {
    let text = MapText(survey: survey, face: console.face, verbosity: console.verbosity)
    if paths.isEmpty {
      var page = console.verbosity == .quiet ? Page() : text.table(files)
      page.addPart(text.totals())
      return page
    }
    guard files.count <= paths.count else { return text.table(files) }
    var page = Page()
    for file in files { page.addPart(text.explanation(file)) }
    return page
  }
}

/// Finds what a user means by a path.
enum PlaceOnVolume {
  /// The file at `path`, or the directory and all below it; a volume's own place is all of it.
  static func files(at path: String, in survey: Survey) -> [AttributedFile] {
    for place in places(path, survey) {
      let files = survey.map.files.filter { file in
        guard file.item.path.volume == place.volume else { return false }
        return place.path.isEmpty || file.item.path.isAt(place.path) || file.item.path.isBelow(place.path)
      }
      if !files.isEmpty { return files }
    }
    return shortened(path, survey)
  }

  /// A name as lifeboot's own messages show it, with its digest cut, alone or behind its directories.
  private static func shortened(_ path: String, _ survey: Survey) -> [AttributedFile] {
    survey.map.files.filter { file in
      let names = [file.item.path.name, file.item.path.description, survey.shown(file.item.path)]
      return names.contains { name in
        [true, false].contains { isUnicode in
          let short = ShortName.text(name, isUnicode: isUnicode)
          return short != name && short == path
        }
      }
    }
  }

  private struct Place {
    var volume: VolumeRole
    /// From the root of the volume, with a slash before it; empty for the root.
    var path: String
  }

  /// As a path of the system that lifeboot runs on, as one inside the root, as one of the volume.
  private static func places(_ path: String, _ survey: Survey) -> [Place] {
    guard let absolute = UserPath.absolute(path) else { return [] }
    let root = survey.snapshot.root == "/" ? "" : survey.snapshot.root
    // The longest mount point first: /boot/efi may lie below /boot.
    let volumes = survey.snapshot.volumes.sorted { $0.mountPoint.count > $1.mountPoint.count }
    var places: [Place] = []
    for prefix in root.isEmpty ? [""] : [root, ""] {
      for volume in volumes {
        let mount = prefix + (volume.mountPoint == "/" ? "" : volume.mountPoint)
        guard absolute == mount || absolute.hasPrefix(mount + "/") else { continue }
        places.append(Place(volume: volume.role, path: String(absolute.dropFirst(mount.count))))
      }
    }
    if path.hasPrefix("/") { places += volumes.map { Place(volume: $0.role, path: absolute) } }
    return places
  }
}
