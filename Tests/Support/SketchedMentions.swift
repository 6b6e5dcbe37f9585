import BootCore
import Glibc

/// Which files of a sketched machine name others, found in the simplest way, to hold the product's way against.
enum SketchedMentions {
  static func all(in layout: MachineLayout, except known: Set<VolumePath>) -> [VolumePath: Set<VolumePath>] {
    let named = layout.files.map(\.path).filter { path in
      let folder = path.components.dropLast().joined(separator: "/").lowercased()
      return folder == "efi/nixos" || folder == "loader/entries"
    }.map { (path: $0, name: Array($0.name.lowercased().utf8)) }
    var mentions: [VolumePath: Set<VolumePath>] = [:]
    for file in layout.files
    where !known.contains(file.path) && !file.path.name.lowercased().hasSuffix(".tmp") {
      guard case .bytes(let bytes) = file.content, !bytes.isEmpty else { continue }
      let text = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
      let found = named.filter { has(text, $0.name) && $0.path != file.path }
      if !found.isEmpty { mentions[file.path] = Set(found.map { $0.path }) }
    }
    return mentions
  }

  /// In C, since every generated machine asks it hundreds of times.
  private static func has(_ text: [UInt8], _ name: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in
      var start = 0
      while start + name.count <= text.count {
        let rest = text.count - name.count - start + 1
        guard let base = text.baseAddress, let found = memchr(base + start, Int32(name[0]), rest) else {
          return false
        }
        if memcmp(found, name, name.count) == 0 { return true }
        start = found - UnsafeMutableRawPointer(mutating: base) + 1
      }
      return false
    }
  }
}

extension SketchReader {
  /// `{kernel a}`, `{INITRD x}`, `{init 40}`: the names that only the whole sketch tells.
  mutating func resolveFileNames() throws(SketchError) {
    for index in machine.files.indices {
      guard case .bytes(let bytes) = machine.files[index].content else { continue }
      let text = try resolved(String(decoding: bytes, as: UTF8.self), machine.files[index].line)
      machine.files[index].content = .text(text)
    }
    for index in machine.generations.indices {
      for line in machine.generations[index].furtherLines.indices {
        let text = machine.generations[index].furtherLines[line]
        machine.generations[index].furtherLines[line] = try resolved(text, machine.generations[index].line)
      }
    }
  }

  private func resolved(_ text: String, _ line: Int) throws(SketchError) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let words = rest[open..<close].dropFirst().split(separator: " ").map(String.init)
      let name = try name(words, line)
      result += name ?? "{"
      rest = name == nil ? rest[open...].dropFirst() : rest[close...].dropFirst()
    }
    return result + rest
  }

  /// Nil when the words stand for nothing, as between the braces of a menu.
  private func name(_ words: [String], _ line: Int) throws(SketchError) -> String? {
    guard words.count == 2 else { return nil }
    if words[0] == "init" {
      guard let generation = machine.generations.last(where: { "\($0.number)" == words[1] && !$0.isOther })
      else {
        throw SketchError(line: line, "there is no generation \(words[1])")
      }
      return SystemLayout.toplevel(of: generation) + "/init"
    }
    guard let kind = SketchedStoreFile.Kind(rawValue: words[0].lowercased()) else { return nil }
    let path = SystemLayout(machine: machine).storePath(machine.storeFile(kind, words[1]))
    let name = EntryFiles.name(path)
    return words[0] == words[0].lowercased() ? name : name.uppercased()
  }
}
