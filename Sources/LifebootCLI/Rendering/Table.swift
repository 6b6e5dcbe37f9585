/// Rows of cells in columns.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    var title: String
    var alignment: Alignment = .left
    /// Columns with a number go when there is too little room, the lowest first.
    var dropsAs: Int?
  }

  /// The last column is worth no more than this when others could make room for it; it can be broken.
  private static let lastWidth = 24

  private let columns: [Column]
  private var rows: [[StyledText]] = []
  private let indent: Int

  init(_ columns: [Column], indent: Int = 2) {
    self.columns = columns
    self.indent = indent
  }

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ cells: [StyledText]) { rows.append(cells) }

  /// A row that goes through all columns.
  mutating func add(note: StyledText) { rows.append([note]) }

  /// Columns in which no row has anything are left out; the last one is broken to fit `face`.
  func page(_ face: Face) -> Page {
    guard !rows.isEmpty else { return Page() }
    let full = rows.filter { $0.count == columns.count }
    var used = columns.indices.filter { index in full.contains { !$0[index].isEmpty } }
    let all = columns.indices.map { index in
      full.reduce(columns[index].title.count) { max($0, $1[index].width) }
    }
    while let room = face.columns, width(of: used, all) > room, let next = nextToDrop(used) {
      used.removeAll { $0 == next }
    }
    let widths = used.map { all[$0] }
    var page = Page()
    let titles = columns.map { StyledText($0.title, .dim) }
    if columns.contains(where: { !$0.title.isEmpty }) { add(titles, used, widths, face, to: &page) }
    for row in rows {
      if row.count == columns.count {
        add(row, used, widths, face, to: &page)
      } else {
        page.add(StyledText(String(repeating: " ", count: indent)) + (row.first ?? .empty))
      }
    }
    return page
  }

  private func width(of used: [Int], _ widths: [Int]) -> Int {
    guard let last = used.last else { return 0 }
    let fixed = used.dropLast().reduce(indent) { $0 + widths[$1] + 2 }
    return fixed + min(widths[last], Self.lastWidth)
  }

  private func nextToDrop(_ used: [Int]) -> Int? {
    used.filter { columns[$0].dropsAs != nil }.min { (columns[$0].dropsAs ?? 0) < (columns[$1].dropsAs ?? 0) }
  }

  private func add(
    _ row: [StyledText], _ used: [Int], _ widths: [Int], _ face: Face, to page: inout Page
  ) {
    var line = StyledText(String(repeating: " ", count: indent))
    let last = used.indices.last { !row[used[$0]].isEmpty } ?? 0
    // What does not fit goes on below the cell before it, whose own text may be indented as a tree.
    var below = indent
    for (place, index) in used.enumerated() where place <= last {
      if place > 0 { line += StyledText("  ") }
      if place == last - 1 { below = line.width + row[index].indentation + 2 }
      let cell = row[index]
      switch columns[index].alignment {
      case .right:
        line += StyledText(String(repeating: " ", count: max(0, widths[place] - cell.width))) + cell
      case .left where place < last: line += cell.padded(to: widths[place])
      case .left:
        page.add(Wrapping.lines(line, cell, columns: face.columns, indent: below))
        return
      }
    }
    page.add(line)
  }
}
