import Formats

/// One table of a policy file, with errors that say where and what is meant.
struct PolicySection {
  let table: TOMLTable
  /// For errors: `[keep]`.
  let name: String

  var entries: [TOMLTable.Entry] { table.entries }

  func entry(_ key: String) -> TOMLTable.Entry? { table[key] }

  /// Throws for the first key that is not in `known`, and names the one that is nearest to it.
  func allow(_ known: [String]) throws(FormatError) {
    for entry in table.entries where !known.contains(entry.key) {
      let nearest = Spelling.nearest(to: entry.key, in: known)
      let hint = nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
      throw FormatError(
        format: "policy", position: entry.keyPosition, problem: "\(name) has no key \"\(entry.key)\"",
        remedy: hint)
    }
  }

  func table(_ key: String) throws(FormatError) -> PolicySection? {
    guard let entry = table[key] else { return nil }
    guard case .table(let inner) = entry.item.value else {
      throw error(entry, "it is \(entry.item.value.kindName), not a table like [\(key)]")
    }
    return PolicySection(table: inner, name: "[\(key)]")
  }

  func integer(_ entry: TOMLTable.Entry, _ range: ClosedRange<Int64>) throws(FormatError) -> Int64? {
    guard case .integer(let value) = entry.item.value else {
      throw error(entry, "it is \(entry.item.value.kindName), not a number")
    }
    guard range.contains(value) else {
      throw error(entry, "\(value) is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  func string(_ entry: TOMLTable.Entry) throws(FormatError) -> String {
    guard case .string(let value) = entry.item.value else {
      throw error(entry, "it is \(entry.item.value.kindName), not a text in quotes")
    }
    return value
  }

  func strings(_ entry: TOMLTable.Entry) throws(FormatError) -> [String] {
    guard case .array(let items) = entry.item.value else {
      throw error(entry, "it is \(entry.item.value.kindName), not a list like [\"daily\", \"within\"]")
    }
    var texts: [String] = []
    for item in items {
      guard case .string(let text) = item.value else {
        throw FormatError(
          format: "policy", position: item.position,
          problem: "\(entry.key) in \(name): it is \(item.value.kindName), not a text in quotes", remedy: nil)
      }
      texts.append(text)
    }
    return texts
  }

  /// `64MiB`, `10%`, or a number of bytes.
  func amount(_ entry: TOMLTable.Entry) throws(FormatError) -> SpaceAmount {
    switch entry.item.value {
    case .integer(let bytes) where bytes >= 0: return .bytes(UInt64(bytes))
    case .string(let text):
      if let amount = SpaceText.amount(text) { return amount }
      throw error(entry, "\"\(text)\" is no amount of space like 64MiB or 10%")
    case .integer, .float, .boolean, .date, .array, .table:
      throw error(entry, "it is \(entry.item.value.kindName), not an amount of space like \"64MiB\"")
    }
  }

  func error(_ entry: TOMLTable.Entry, _ problem: String) -> FormatError {
    FormatError(
      format: "policy", position: entry.item.position, problem: "\(entry.key) in \(name): \(problem)",
      remedy: nil)
  }
}

/// Finds the word that somebody most likely meant.
public enum Spelling {
  /// The known word within two edits of `word`, nil when none is that near.
  public static func nearest(to word: String, in known: [String]) -> String? {
    let best = known.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(2, best.0.count / 3) else { return nil }
    return best.0
  }

  /// The number of insertions, deletions and replacements; case counts for nothing.
  private static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(VolumePath.fold(left).utf8.prefix(64))
    let b = Array(VolumePath.fold(right).utf8.prefix(64))
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
