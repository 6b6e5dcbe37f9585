/// How a text became another, line by line, shown as diff(1) does with -u.
public struct LineDifference: Sendable, Hashable {
  private enum Change: Hashable {
    case kept, removed, added
  }

  private var lines: [(change: Change, text: Substring)] = []

  /// Beyond so many pairs of lines the part that differs is shown as a whole, not compared.
  private static let pairLimit = 4_000_000
  /// Lines around a change.
  private static let context = 3

  public init(from old: String, to new: String) {
    var before = Self.lines(old)[...]
    var after = Self.lines(new)[...]
    var end: [(Change, Substring)] = []
    while let line = before.first, after.first == line {
      lines.append((.kept, line))
      (before, after) = (before.dropFirst(), after.dropFirst())
    }
    while let line = before.last, after.last == line {
      end.append((.kept, line))
      (before, after) = (before.dropLast(), after.dropLast())
    }
    lines += Self.compared(Array(before), Array(after)) + end.reversed()
  }

  public var isEmpty: Bool { lines.allSatisfy { $0.change == .kept } }

  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// By the longest common subsequence.
  private static func compared(_ old: [Substring], _ new: [Substring]) -> [(Change, Substring)] {
    let (pairs, isTooMuch) = old.count.multipliedReportingOverflow(by: new.count)
    guard !isTooMuch, pairs <= pairLimit, pairs > 0 else {
      return old.map { (.removed, $0) } + new.map { (.added, $0) }
    }
    let lengths = commonLengths(old, new)
    var result: [(Change, Substring)] = []
    var (here, there) = (0, 0)
    while here < old.count || there < new.count {
      if here < old.count, there < new.count, old[here] == new[there] {
        result.append((.kept, old[here]))
        (here, there) = (here + 1, there + 1)
      } else if there == new.count || here < old.count && lengths[here + 1][there] >= lengths[here][there + 1]
      {
        result.append((.removed, old[here]))
        here += 1
      } else {
        result.append((.added, new[there]))
        there += 1
      }
    }
    return result
  }

  /// How many lines the texts have in common behind each pair of places.
  private static func commonLengths(_ old: [Substring], _ new: [Substring]) -> [[Int32]] {
    var lengths = [[Int32]](repeating: [Int32](repeating: 0, count: new.count + 1), count: old.count + 1)
    for here in old.indices.reversed() {
      for there in new.indices.reversed() {
        lengths[here][there] =
          old[here] == new[there]
          ? lengths[here + 1][there + 1] + 1 : max(lengths[here + 1][there], lengths[here][there + 1])
      }
    }
    return lengths
  }

  /// The lines of the difference, with the head of each part; none where the texts are the same.
  public var unified: [String] {
    var result: [String] = []
    var (old, new) = (1, 1)
    var place = 0
    while let part = part(from: place) {
      for line in lines[place..<part.lowerBound] where line.change == .kept {
        (old, new) = (old + 1, new + 1)
      }
      let olds = lines[part].count { $0.change != .added }
      let news = lines[part].count { $0.change != .removed }
      result.append("@@ -\(olds == 0 ? old - 1 : old),\(olds) +\(news == 0 ? new - 1 : new),\(news) @@")
      result += lines[part].map { Self.mark($0.change) + $0.text }
      (old, new) = (old + olds, new + news)
      place = part.upperBound
    }
    return result
  }

  /// The next changes that stand close together, with the lines around them.
  private func part(from start: Int) -> Range<Int>? {
    guard let first = lines[start...].firstIndex(where: { $0.change != .kept }) else { return nil }
    var last = first
    for place in first..<lines.count where lines[place].change != .kept {
      if place - last > 2 * Self.context { break }
      last = place
    }
    return max(start, first - Self.context)..<min(lines.count, last + 1 + Self.context)
  }

  private static func mark(_ change: Change) -> String {
    switch change {
    case .kept: " "
    case .removed: "-"
    case .added: "+"
    }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.lines.elementsEqual(right.lines) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for line in lines {
      hasher.combine(line.change)
      hasher.combine(line.text)
    }
  }
}
