/// One line of the file in which lifeboot keeps what users said about generations:
/// `pinned system 41 /nix/store/…-nixos-system-…`.
///
/// The file is ours, but people edit it: lines may end as on other systems (CR LF), be empty, or be comments (#).
public struct MarkLine: Hashable, Sendable {
  public let mark: String
  public let profile: ByteText
  public let number: UInt64
  public let toplevel: ByteText

  /// One line of a file, or why it says nothing that can be understood.
  public enum Reading: Hashable, Sendable {
    case mark(MarkLine)
    case nothing
    case problem(String)
  }

  /// All lines of a file, each without its end.
  public static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
  }

  /// Reads every line of a file. A last line without an end may have been cut short, and is a problem.
  public static func read(_ bytes: [UInt8], knownMarks: [String]) -> [Reading] {
    var readings = lines(of: bytes).map { reading($0, knownMarks) }
    if let last = readings.last, last != .nothing, bytes.last != 0x0A {
      readings[readings.count - 1] = .problem("the line has no end, so it may be cut short")
    }
    return readings
  }

  private static func reading(_ line: ArraySlice<UInt8>, _ knownMarks: [String]) -> Reading {
    guard let text = String(validating: line, as: UTF8.self) else { return .problem("it is not UTF-8") }
    if text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
      return .problem("it holds a control character")
    }
    let words = ASCIISplit.words(text)
    guard let first = words.first, first.utf8.first != UInt8(ascii: "#") else { return .nothing }
    guard words.count == 4, let mark = knownMarks.first(where: { ByteText.equal($0, first) }) else {
      return .problem("it is not a mark, a profile, a number and a system")
    }
    guard let number = DecimalNumber.uint64(words[2]) else { return .problem("its generation is no number") }
    guard let path = try? StorePath(String(words[3])), path.rest.isEmpty else {
      return .problem("its system is no store path")
    }
    return .mark(
      MarkLine(mark: mark, profile: ByteText(words[1]), number: number, toplevel: ByteText(words[3])))
  }
}
