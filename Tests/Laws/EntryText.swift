import BootCore

/// A boot entry as the oracle reads it: by its own few lines, not with the product's parser.
final class EntryText: Sendable {
  let path: VolumePath
  let bytes: [UInt8]
  /// Small letters, without the counter.
  let id: String
  /// Attempts left; nil without a counter.
  let left: Int?
  let fields: [String: [String]]
  /// Every file that it needs, the program first.
  let files: [VolumePath]
  /// Those of its initrd lines, or those that its options name where it has none.
  let initrds: [VolumePath]
  /// The program's path; nil where it names none or several kinds.
  let program: VolumePath?

  init(_ path: VolumePath, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    (id, left) = Self.name(path.name)
    var fields: [String: [String]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      if words.count == 2 { fields[String(words[0]), default: []].append(String(words[1])) }
    }
    self.fields = fields
    let kinds = ["linux", "efi", "uki"].compactMap { fields[$0]?.last }
    program = kinds.count == 1 ? kinds.first.flatMap { VolumePath(path.volume, $0) } : nil
    let words = (fields["options"] ?? []).joined(separator: " ").split(separator: " ")
    let moved = words.filter { $0.hasPrefix("initrd=") }.map {
      $0.dropFirst("initrd=".count).map { $0 == "\\" ? "/" : String($0) }.joined()
    }
    initrds = (fields["initrd"] ?? moved).compactMap { VolumePath(path.volume, $0) }
    let others = fields["devicetree"] ?? []
    files =
      kinds.compactMap { VolumePath(path.volume, $0) } + initrds
      + others.compactMap { VolumePath(path.volume, $0) }
    toplevel = Self.toplevel(fields["options"] ?? [])
    versions = (VersionRuns(fields["version"]?.last ?? ""), VersionRuns(id))
  }

  /// A unified image stands for itself.
  init(image path: VolumePath, _ image: UnifiedImage) {
    self.path = path
    bytes = []
    (id, left) = Self.name(path.name)
    var fields: [String: [String]] = [:]
    if let version = image.versionID { fields["version"] = [version] }
    if let key = image.osID { fields["sort-key"] = [key] }
    self.fields = fields
    program = path
    files = [path]
    initrds = []
    toplevel = nil
    versions = (VersionRuns(fields["version"]?.last ?? ""), VersionRuns(id))
  }

  /// The toplevel that `init=` names.
  let toplevel: String?
  let versions: (version: VersionRuns, id: VersionRuns)

  private static func toplevel(_ options: [String]) -> String? {
    for word in options.joined(separator: " ").split(separator: " ") {
      guard word.hasPrefix("init="), word.hasSuffix("/init") else { continue }
      return String(word.dropFirst("init=".count).dropLast("/init".count))
    }
    return nil
  }

  var isBad: Bool { left == 0 }

  private static func name(_ name: String) -> (id: String, left: Int?) {
    let lower = name.lowercased()
    guard let dot = lower.lastIndex(of: "."), let plus = lower.lastIndex(of: "+"), plus < dot else {
      return (lower, nil)
    }
    let counter = lower[plus..<dot].dropFirst().split(separator: "-")
    guard let left = counter.first.flatMap({ Int($0) }) else { return (lower, nil) }
    return (String(lower[..<plus]) + String(lower[dot...]), left)
  }
}

/// The order of version texts, written down once more: cut into runs, and the runs compared.
struct VersionRuns: Comparable, Sendable {
  private enum Run: Equatable, Sendable {
    case separator(rank: Int)
    case letters(String)
    case number(String)
  }

  private let runs: [Run]

  init(_ text: String) {
    var runs: [Run] = []
    for character in text where character.isASCII {
      if character.isNumber {
        if case .number(let digits)? = runs.last {
          runs[runs.count - 1] = .number(digits + String(character))
        } else {
          runs.append(.number(String(character)))
        }
      } else if character.isLetter {
        if case .letters(let letters)? = runs.last {
          runs[runs.count - 1] = .letters(letters + String(character))
        } else {
          runs.append(.letters(String(character)))
        }
      } else if let rank = ["-", "^", "."].firstIndex(of: character) {
        runs.append(.separator(rank: rank))
      }
    }
    self.runs = runs
  }

  static func < (left: Self, right: Self) -> Bool {
    for (a, b) in zip(left.runs, right.runs) where a != b {
      switch (a, b) {
      case (.separator(let x), .separator(let y)): return x < y
      case (.separator, _): return true
      case (_, .separator): return false
      case (.letters(let x), .letters(let y)): return x.utf8.lexicographicallyPrecedes(y.utf8)
      case (.letters, .number): return true
      case (.number, .letters): return false
      case (.number(let x), .number(let y)):
        if let x = UInt64(x), let y = UInt64(y), x != y { return x < y }
      }
    }
    return left.runs.count < right.runs.count
  }
}
