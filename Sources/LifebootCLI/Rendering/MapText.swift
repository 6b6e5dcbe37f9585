import BootCore

/// Every file on the boot volumes, whose it is and why.
struct MapText {
  let survey: Survey
  let face: Face
  var verbosity: Verbosity = .normal

  /// A table of `files`, a directory's files indented below it.
  func table(_ files: [AttributedFile]) -> Page {
    var page = Page()
    let damaged = damagedPaths
    for volume in survey.snapshot.volumes {
      let own = Self.asTree(files.filter { $0.item.path.volume == volume.role })
      if own.isEmpty { continue }
      var table = Table([
        .init(title: "SIZE", alignment: .right), .init(title: "CLASS"), .init(title: "FILE"),
        .init(title: "BECAUSE"),
      ])
      for file in own { table.add(row(file, isDamaged: damaged.contains(file.item.path))) }
      var part = Page([StyledText(shownRoot(volume), .strong)])
      part.add(table.page(face))
      page.addPart(part)
    }
    return page
  }

  /// A directory's files right behind it; by path alone `entries.srel` would come between.
  private static func asTree(_ files: [AttributedFile]) -> [AttributedFile] {
    let keyed = files.map { ($0, $0.item.path.components.map(VolumePath.fold)) }
    return keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
  }

  private func shownRoot(_ volume: Volume) -> String {
    (survey.snapshot.root == "/" ? "" : survey.snapshot.root) + volume.mountPoint
  }

  private func row(_ file: AttributedFile, isDamaged: Bool) -> [StyledText] {
    let isDirectory = file.item.kind == .directory
    let depth = String(repeating: "  ", count: file.item.path.components.count - 1)
    let full = file.item.path.name
    let name = verbosity == .verbose ? full : ShortName.text(full, isUnicode: face.isUnicode)
    return [
      StyledText(ByteCount.text(file.item.allocatedBytes), isDirectory ? .dim : .plain),
      StyledText(isDirectory ? "" : file.kind.rawValue, UsageGroup(file.kind).tone),
      StyledText(depth + name + (isDirectory ? "/" : "")),
      isDirectory
        ? .empty
        : StyledText(file.because + (survey.goes(file) ? "; the next rebuild deletes it" : ""), .dim)
          + StyledText(isDamaged ? "; damaged" : "", .critical),
    ]
  }

  /// What the volumes hold altogether, and what of it nothing explains.
  func totals() -> Page {
    var page = Page()
    for volume in survey.snapshot.volumes {
      let usage = VolumeUsage(of: volume, map: survey.map)
      let files = usage.shares.reduce(0) { $0 + $1.files }
      var text = "\(files) files and directories occupy \(ByteCount.text(usage.allocatedBytes))"
      if let unaccounted = usage.unaccountedBytes {
        text +=
          unaccounted == 0
          ? ", every byte explained" : ", \(ByteCount.text(unaccounted)) more unaccounted for"
      }
      page.add(StyledText("\(shownRoot(volume)): ", .strong) + text)
    }
    return page
  }

  /// Everything about one file.
  func explanation(_ file: AttributedFile) -> Page {
    var page = Page([StyledText(survey.shown(file.item.path), .strong)])
    func add(_ title: String, _ text: StyledText) {
      page.add(Wrapping.lines(StyledText("  " + title.padded(12), .dim), text, columns: face.columns))
    }
    add("what", StyledText(file.kind.rawValue, UsageGroup(file.kind).tone) + ": \(file.because)")
    let allocated = ByteCount.text(file.item.allocatedBytes)
    add("size", StyledText("\(file.item.bytes) bytes, \(allocated) on the volume"))
    for use in file.usedBy.prefix(useLimit) {
      let special = use.use.specialisation.map { ", specialisation \($0)" } ?? ""
      let entry = use.entry.map { " through \($0.name)" } ?? ", which the menu does not list"
      add("used by", StyledText("\(use.use.generation)\(special)\(entry)"))
    }
    if file.usedBy.count > useLimit { add("", StyledText("and \(file.usedBy.count - useLimit) more", .dim)) }
    for damage in damages(file) { add("wrong", StyledText(damage, .critical)) }
    add("would go", StyledText(fate(file)))
    if survey.goes(file) { add("", StyledText("the next rebuild deletes it, whatever lifeboot does")) }
    return page
  }

  private let useLimit = 12

  /// Files that keep an entry from booting.
  private var damagedPaths: Set<VolumePath> {
    var paths: Set<VolumePath> = []
    for entry in survey.map.entries {
      if case .doesNotBoot(let damages) = entry.verdict { paths.formUnion(damages.compactMap(\.path)) }
    }
    return paths
  }

  private func damages(_ file: AttributedFile) -> [String] {
    var messages: [String] = []
    for entry in survey.map.entries {
      guard case .doesNotBoot(let damages) = entry.verdict else { continue }
      for damage in damages where damage.path == file.item.path {
        // The file is named above already.
        let message = damage.message.split(separator: " ").filter { $0 != "\(file.item.path)" }
          .joined(separator: " ")
        if !messages.contains(message) { messages.append(message) }
      }
    }
    return messages
  }

  private func fate(_ file: AttributedFile) -> String {
    if case .notOurs(let why) = file.ownership, file.kind != .directory { return "never: \(why)" }
    switch file.kind {
    case .orphan, .temporary: return "with the next lifeboot prune --apply"
    case .kernel, .initrd, .devicetree, .secrets, .uki, .entry:
      return file.usedBy.isEmpty
        ? "with the next lifeboot prune --apply" : "when the last of its generations goes"
    case .config, .loader, .marker, .foreign, .unknown, .directory: return "never: lifeboot does not touch it"
    }
  }
}
