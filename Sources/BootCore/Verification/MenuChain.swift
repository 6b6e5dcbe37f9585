import Formats

/// The links from the boot loader to the first program of the system.
struct MenuChain {
  let context: CheckContext
  private var snapshot: Snapshot { context.snapshot }
  private var map: BootMap { context.map }

  init(_ context: CheckContext) { self.context = context }

  /// The boot volumes, as far as they decide what can be read and written.
  var volumes: [ChainLink] {
    snapshot.volumes.map { volume in
      var wrong: [String] = []
      if !volume.isTakenAsGiven && !volume.isMountPoint { wrong.append("nothing is mounted there") }
      if !volume.isTakenAsGiven && !volume.isFAT { wrong.append("it is \(volume.filesystem)") }
      if volume.isReadOnly { wrong.append("read-only") }
      if volume.isDirty == true { wrong.append("not cleanly unmounted") }
      if !volume.unreadable.isEmpty { wrong.append("\(volume.unreadable.count) places cannot be read") }
      let free = "\(ByteCount.text(volume.freeBytes)) of \(ByteCount.text(volume.totalBytes)) free"
      return ChainLink(
        .volume, volume.mountPoint, wrong.isEmpty ? .holds : .broken,
        (wrong + [volume.filesystem, free]).joined(separator: ", "))
    }
  }

  /// What the loader takes at the next boot, and all that this needs.
  var nextBoot: ChainLink {
    let next = map.nextBoot
    guard let id = next.next else {
      return ChainLink(.default, next.choice.rawValue, .broken, "the menu has no entry")
    }
    var detail = "takes \(id)"
    if let configured = next.overridden { detail += "; the configuration says \(configured)" }
    for miss in next.misses {
      detail += "; \(miss.choice.rawValue) names \(miss.pattern), which is not there"
    }
    let state: ChainLink.State = next.misses.isEmpty ? .holds : .broken
    guard let entry = context.nextEntry else {
      let automatic = ChainLink(
        .entry, id.text, .unknown,
        "\(NextBoot.automaticTitle(id.text) ?? "nothing"): the loader makes it by itself; nothing more is known of it"
      )
      return ChainLink(.default, next.nextChoice.rawValue, state, detail, next: [automatic])
    }
    return ChainLink(.default, next.nextChoice.rawValue, state, detail, next: [link(entry)])
  }

  /// Every other entry of this system; those that are whole without what they need.
  var others: [ChainLink] {
    map.entries.filter { $0.entry.id != map.nextBoot.next && $0.isOurs }.map { entry in
      var link = link(entry)
      if link.state == .holds { link.next = [] }
      return link
    }
  }

  private func link(_ entry: AttributedEntry) -> ChainLink {
    let files = entry.entry.uses.map { file($0, entry) } + [initProgram(entry)].compactMap(\.self)
    let state: ChainLink.State
    var detail = owner(entry)
    switch entry.verdict {
    case .boots: state = entry.entry.isBad ? .broken : .holds
    case .notJudged(let why):
      state = .unknown
      detail += "; not judged: \(why)"
    case .doesNotBoot(let damages):
      // What is wrong with a file or the init stands with that.
      state = .broken
      let own = damages.filter { $0.path == nil && $0.kind != .noInit }.map(\.message)
      detail += "; " + (["it does not boot"] + own).joined(separator: ": ")
    }
    if let counter = entry.entry.counter { detail += "; \(counter.left) attempts left" }
    return ChainLink(.entry, entry.entry.id.text, state, detail, next: files)
  }

  private func owner(_ entry: AttributedEntry) -> String {
    switch entry.owner {
    case .generations(let uses):
      let originals = PinnedCopies.without(copiesIn: uses.map(\.generation))
      let shown = uses.filter { originals.contains($0.generation) }.prefix(3).map { use in
        "\(use.generation)\(use.specialisation.map { " (\($0))" } ?? "")"
      }
      return shown.joined(separator: ", ")
    case .stale: return "no generation has its system any more"
    case .foreign(let why), .unknown(let why): return why
    }
  }

  private func file(_ use: BootFileUse, _ entry: AttributedEntry) -> ChainLink {
    let kind = Self.kind(use.part)
    guard let path = use.path else {
      return ChainLink(kind, use.text, .unknown, "it is no path on its volume")
    }
    if case .doesNotBoot(let damages) = entry.verdict, let damage = damages.first(where: { $0.path == path })
    {
      // The message names the file for a list of findings; here it stands behind the file's own name.
      let name = "its \(use.part.rawValue) \(path) "
      let isNamed = damage.message.hasPrefix(name)
      let detail = isNamed ? String(damage.message.dropFirst(name.count)) : damage.message
      return ChainLink(kind, "\(path)", .broken, detail)
    }
    let item = snapshot.volume(path.volume)?.items.first { $0.path == path }
    let size = item.map { ByteCount.text($0.bytes) } ?? "missing"
    switch snapshot.contents[path] {
    case .equal: return ChainLink(kind, "\(path)", .holds, "\(size), every byte as in the store")
    case .prefix(let extra)
    where use.part == .initrd && snapshot.toplevel(at: entry.entry.toplevel)?.initrdSecrets != nil:
      return ChainLink(
        kind, "\(path)", .holds, "\(size), the store's bytes and \(ByteCount.text(extra)) appended")
    case .prefix(let extra):
      return ChainLink(
        kind, "\(path)", .unknown, "\(size), the store's bytes and \(ByteCount.text(extra)) of zeros")
    case .notCompared(let why):
      return ChainLink(
        kind, "\(path)", .unknown, "\(size), and it could not be compared with the store: \(why)")
    case .badTail, .short, .differs, .unreadable, nil: break
    }
    if snapshot.toplevel(at: entry.entry.toplevel)?.isExtraInitrd(path) == true {
      return ChainLink(
        kind, "\(path)", .holds, "\(size), a file of this machine that no store file is behind")
    }
    let isKnown = source(of: use, path, entry)?.bytes != nil
    return ChainLink(
      kind, "\(path)", isKnown ? .holds : .unknown,
      isKnown ? "\(size), the size that it has in the store" : "\(size), nothing to compare it with")
  }

  private func source(of use: BootFileUse, _ path: VolumePath, _ entry: AttributedEntry) -> StoreFile? {
    snapshot.toplevel(at: entry.entry.toplevel)?.source(of: use.part, at: path)
  }

  private static func kind(_ part: BootFilePart) -> ChainLink.Kind {
    switch part {
    case .kernel: .kernel
    case .initrd: .initrd
    case .devicetree: .devicetree
    case .uki: .uki
    }
  }

  private func initProgram(_ entry: AttributedEntry) -> ChainLink? {
    guard let path = entry.entry.toplevel else { return nil }
    let toplevel = snapshot.toplevel(at: path)
    if let lost = toplevel?.lostParts, !lost.isEmpty {
      let names = lost.joined(separator: ", ")
      return ChainLink(
        .initProgram, "\(path)/init", .broken, "in the store, but \(names) of its system is not")
    }
    if let problem = toplevel?.initProblem {
      return ChainLink(.initProgram, "\(path)/init", .broken, "it \(problem)")
    }
    let isThere = toplevel != nil || snapshot.strayToplevels.contains(ByteText(path))
    let known = entry.isOurs
    return ChainLink(
      .initProgram, "\(path)/init", isThere ? .holds : known ? .broken : .unknown,
      isThere ? "in the store" : "not in the store")
  }
}
