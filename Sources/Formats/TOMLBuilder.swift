/// The tables of a TOML text while it is read, and the rules about who may add to which table.
///
/// Tables lie in one list and name each other by index, so that a deep text costs no deep values. TOML defines each
/// table once: by a header, by the dotted keys of one section, or as an inline value, which is closed at its brace.
struct TOMLBuilder {
  /// How a table came to be, which decides what may still be added.
  private enum Origin: Equatable {
    /// Named only as the way to a deeper table: a header may still define it.
    case implied
    case header
    /// By dotted keys in the section with this number: only that section may add keys.
    case dotted(section: Int)
  }

  private enum Child {
    case value(TOMLItem)
    case table(Int)
    case tables([Int])
  }

  private struct Slot {
    let key: TOMLKeyPart
    var child: Child
  }

  private struct Table {
    var origin: Origin
    let position: SourcePosition
    let depth: Int
    var slots: [Slot] = []
    /// Keys as bytes: TOML compares code points, not what looks the same.
    var index: [[UInt8]: Int] = [:]
  }

  private var tables = [Table(origin: .header, position: SourcePosition(line: 1), depth: 0)]
  private var current = 0
  private var section = 0

  /// How deep the table lies that keys go to now; the document itself is 0.
  var depth: Int { tables[current].depth }

  /// Opens the table of a header `[a.b]`.
  mutating func open(_ path: [TOMLKeyPart], _ scanner: TOMLScanner) throws(FormatError) {
    let (parent, key) = try walk(path, scanner)
    if let slot = tables[parent].index[Array(key.text.utf8)] {
      guard case .table(let existing) = tables[parent].slots[slot].child, tables[existing].origin == .implied
      else { throw Self.duplicate(key, tables[parent].slots[slot].key, scanner) }
      tables[existing].origin = .header
      current = existing
    } else {
      current = try add(key, to: parent, .header, scanner)
    }
    section += 1
  }

  /// Opens a new element of the array of tables of a header `[[a.b]]`.
  mutating func openElement(_ path: [TOMLKeyPart], _ scanner: TOMLScanner) throws(FormatError) {
    let (parent, key) = try walk(path, scanner)
    section += 1
    guard let slot = tables[parent].index[Array(key.text.utf8)] else {
      current = try newTable(.header, key, below: parent, extraDepth: 1, scanner)
      append(Slot(key: key, child: .tables([current])), to: parent)
      return
    }
    guard case .tables(var elements) = tables[parent].slots[slot].child else {
      throw Self.duplicate(key, tables[parent].slots[slot].key, scanner)
    }
    current = try newTable(.header, key, below: parent, extraDepth: 1, scanner)
    // Take the list out while it grows: a copy for each element would cost quadratic time.
    tables[parent].slots[slot].child = .tables([])
    elements.append(current)
    tables[parent].slots[slot].child = .tables(elements)
  }

  /// Adds `path = item` to the open table.
  mutating func set(_ path: [TOMLKeyPart], _ item: TOMLItem, _ scanner: TOMLScanner) throws(FormatError) {
    guard let key = path.last else { return }
    var table = current
    for part in path.dropLast() { table = try dotted(part, in: table, scanner) }
    if let slot = tables[table].index[Array(key.text.utf8)] {
      throw Self.duplicate(key, tables[table].slots[slot].key, scanner)
    }
    append(Slot(key: key, child: .value(item)), to: table)
  }

  /// The document. Its depth is bounded by `TOMLReader.depthLimit`, and so is the recursion.
  func table() -> TOMLTable { table(0) }

  // MARK: Steps

  private mutating func walk(
    _ path: [TOMLKeyPart], _ scanner: TOMLScanner
  ) throws(FormatError) -> (parent: Int, key: TOMLKeyPart) {
    var table = 0
    for part in path.dropLast() {
      guard let slot = tables[table].index[Array(part.text.utf8)] else {
        table = try add(part, to: table, .implied, scanner)
        continue
      }
      switch tables[table].slots[slot].child {
      case .table(let next): table = next
      case .tables(let elements): table = elements.last ?? table
      case .value: throw Self.duplicate(part, tables[table].slots[slot].key, scanner)
      }
    }
    return (table, path.last ?? TOMLKeyPart(text: "", position: SourcePosition(line: 1)))
  }

  private mutating func dotted(
    _ part: TOMLKeyPart, in table: Int, _ scanner: TOMLScanner
  ) throws(FormatError) -> Int {
    guard let slot = tables[table].index[Array(part.text.utf8)] else {
      return try add(part, to: table, .dotted(section: section), scanner)
    }
    guard case .table(let existing) = tables[table].slots[slot].child,
      [.implied, .dotted(section: section)].contains(tables[existing].origin)
    else { throw Self.duplicate(part, tables[table].slots[slot].key, scanner) }
    tables[existing].origin = .dotted(section: section)
    return existing
  }

  private mutating func add(
    _ key: TOMLKeyPart, to parent: Int, _ origin: Origin, _ scanner: TOMLScanner
  ) throws(FormatError) -> Int {
    let table = try newTable(origin, key, below: parent, extraDepth: 0, scanner)
    append(Slot(key: key, child: .table(table)), to: parent)
    return table
  }

  private mutating func newTable(
    _ origin: Origin, _ key: TOMLKeyPart, below parent: Int, extraDepth: Int, _ scanner: TOMLScanner
  ) throws(FormatError) -> Int {
    let depth = tables[parent].depth + 1 + extraDepth
    guard depth <= TOMLReader.depthLimit else { throw TOMLReader.tooDeep(scanner, at: key.position) }
    tables.append(Table(origin: origin, position: key.position, depth: depth))
    return tables.count - 1
  }

  private mutating func append(_ slot: Slot, to table: Int) {
    tables[table].index[Array(slot.key.text.utf8)] = tables[table].slots.count
    tables[table].slots.append(slot)
  }

  private func table(_ index: Int) -> TOMLTable {
    TOMLTable(
      entries: tables[index].slots.map {
        TOMLTable.Entry(key: $0.key.text, keyPosition: $0.key.position, item: item($0.child, $0.key.position))
      })
  }

  private func item(_ child: Child, _ position: SourcePosition) -> TOMLItem {
    switch child {
    case .value(let item): item
    case .table(let index): TOMLItem(value: .table(table(index)), position: position)
    case .tables(let indices):
      TOMLItem(
        value: .array(indices.map { TOMLItem(value: .table(table($0)), position: tables[$0].position) }),
        position: position)
    }
  }

  private static func duplicate(_ key: TOMLKeyPart, _ first: TOMLKeyPart, _ scanner: TOMLScanner)
    -> FormatError
  {
    scanner.error(
      "\(key.text.debugDescription) is defined already, in line \(first.position.line)", at: key.position,
      remedy: "keep one of the two")
  }
}
