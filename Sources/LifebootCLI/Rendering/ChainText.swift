import BootCore

/// The chain as a tree: each link under the one that leads to it, with a mark.
struct ChainText {
  let chain: Chain
  let face: Face
  let verbosity: Verbosity

  var page: Page {
    var page = Page()
    for (index, link) in chain.links.enumerated() {
      // The first is the way itself; what stands beside it comes apart.
      if index == 1 { page.add(.empty) }
      if isAside(link, index) { continue }
      add(link, depth: 0, to: &page)
    }
    return page
  }

  /// A load option of something else with which nothing is wrong.
  private func isAside(_ link: ChainLink, _ index: Int) -> Bool {
    index > 0 && link.kind == .option && link.state != .broken && verbosity != .verbose
  }

  private func add(_ link: ChainLink, depth: Int, to page: inout Page) {
    var head = StyledText(String(repeating: "  ", count: depth)) + mark(link.state) + " "
    // A subject that begins with the kind of link needs no other word for it.
    if !link.subject.hasPrefix(link.kind.rawValue) { head += StyledText("\(link.kind.rawValue) ") }
    head += link.subject == link.kind.rawValue ? StyledText(link.subject) : StyledText(shown(link), .strong)
    let detail = StyledText(link.detail, tone(link.state))
    page.add(
      Wrapping.lines(
        head + (link.detail.isEmpty ? "" : "  "), detail, columns: face.columns, indent: 2 * depth + 4))
    for next in link.next { add(next, depth: depth + 1, to: &page) }
  }

  private func shown(_ link: ChainLink) -> String {
    if verbosity == .verbose { return link.subject }
    switch link.kind {
    case .initProgram:
      let short = ShortName.text(String(link.subject.dropLast("/init".count)), isUnicode: face.isUnicode)
      return short + "/init"
    case .firmware, .option, .partition, .loader, .fallback, .volume, .default, .entry, .kernel, .initrd,
      .devicetree, .uki:
      return ShortName.text(link.subject, isUnicode: face.isUnicode)
    }
  }

  private func mark(_ state: ChainLink.State) -> StyledText {
    switch state {
    case .holds: StyledText(face.isUnicode ? "✓" : "+", .good)
    case .broken: StyledText(face.isUnicode ? "✗" : "x", .critical)
    case .unknown: StyledText("?", .warning)
    }
  }

  private func tone(_ state: ChainLink.State) -> Tone {
    switch state {
    case .holds: .dim
    case .broken: .critical
    case .unknown: .plain
    }
  }
}
