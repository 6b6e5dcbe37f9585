/// Rows of cells in columns.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    var title: String
    var alignment: Alignment = .left
  }

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
    let used = columns.indices.filter { index in full.contains { !$0[index].isEmpty } }
    let widths = used.map { index in
      full.reduce(columns[index].title.count) { max($0, $1[index].width) }
    }
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

  private func add(
    _ row: [StyledText], _ used: [Int], _ widths: [Int], _ face: Face, to page: inout Page
  ) {
    var line = StyledText(String(repeating: " ", count: indent))
    let last = used.indices.last { !row[used[$0]].isEmpty } ?? 0
    for (place, index) in used.enumerated() where place <= last {
      if place > 0 { line += StyledText("  ") }
      let cell = row[index]
      switch columns[index].alignment {
      case .right:
        line += StyledText(String(repeating: " ", count: max(0, widths[place] - cell.width))) + cell
      case .left where place < last: line += cell.padded(to: widths[place])
      case .left:
        page.add(Wrapping.lines(line, cell, columns: face.columns))
        return
      }
    }
    page.add(line)
  }
}
