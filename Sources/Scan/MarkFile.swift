import BootCore
import Linux

/// What the user said about generations, kept in a small file of lines
/// `pinned system 41 /nix/store/…-nixos-system-…`.
///
/// A line that cannot be read is passed over: a mark can only make lifeboot keep more, and the rest
/// of the file must not lose its force because of it.
enum MarkFile {
  static let path = "/var/lib/lifeboot/marks"

  static func read(in root: borrowing Root) -> [GenerationID: Set<Mark>] {
    guard let bytes = try? root.readFile(path, limit: 1 << 20) else { return [:] }
    var marks: [GenerationID: Set<Mark>] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 4, let mark = Mark(rawValue: String(words[0])), let number = UInt64(words[2])
      else {
        continue
      }
      let id = GenerationID(
        profile: ProfileName(String(words[1])), number: number, toplevel: String(words[3]))
      marks[id, default: []].insert(mark)
    }
    return marks
  }
}
