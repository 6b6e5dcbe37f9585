import Formats
import Testing

@Suite struct MarkLineTests {
  static let system = "/nix/store/00000000000000000000000000000000-nixos-system-x-25.05"

  private func read(_ text: String) -> [MarkLine.Reading] {
    MarkLine.read(Array(text.utf8), knownMarks: ["pinned", "good"])
  }

  private func isMark(_ reading: MarkLine.Reading) -> Bool { if case .mark = reading { true } else { false } }
  private func isProblem(_ reading: MarkLine.Reading) -> Bool {
    if case .problem = reading { true } else { false }
  }

  @Test("a line is read whichever editor wrote its end", arguments: ["\n", "\r\n"])
  func ends(end: String) {
    let readings = read("pinned system 41 \(Self.system)\(end)good work 3 \(Self.system)\(end)")
    #expect(readings.count == 2 && readings.allSatisfy(isMark))
    guard case .mark(let line)? = readings.last else { return }
    #expect(line.mark == "good" && line.profile == "work" && line.number == 3)
    #expect(line.toplevel == ByteText(Self.system))
  }

  @Test func `empty lines and comments say nothing`() {
    #expect(read("\n  \n# of old\n\r\n") == [.nothing, .nothing, .nothing, .nothing])
    #expect(read("").isEmpty)
  }

  @Test(
    "what cannot be understood is said",
    arguments: [
      "pinned system 41 \(system)", "pinned system 41\n", "kept system 41 \(system)\n",
      "pinned system forty \(system)\n", "pinned system 41 /etc\n", "pinned system 41 \(system)/init\n",
      "pinned system 99999999999999999999 \(system)\n", "pinned\u{301} system 41 \(system)\n",
      "pinned system 41 \(system) more\n", "pinned system 41 \(system)\rpinned system 42 \(system)\n",
      "pinned system 41 \(system)\u{0}\n", "\u{FEFF}pinned system 41 \(system)\n",
    ])
  func problems(text: String) {
    #expect(read(text).contains(where: isProblem))
  }

  @Test func `bytes that are no text are said, and the other lines count`() {
    let bytes = Array("pinned system 41 \(Self.system)\n".utf8) + [0xFF, 0x0A]
    let readings = MarkLine.read(bytes, knownMarks: ["pinned"])
    #expect(isMark(readings[0]) && isProblem(readings[1]))
  }
}
