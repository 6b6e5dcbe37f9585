import Formats
import Support
import Testing

@testable import LifebootCLI

@Suite struct JSONTests {
  @Test func `members keep their order and absent ones are left out`() {
    let json = JSON.object(["b": .integer(-1), "a": nil, "c": .array([]), "d": .array([.boolean(true)])])
    #expect(json.text == "{\n  \"b\": -1,\n  \"c\": [],\n  \"d\": [\n    true\n  ]\n}\n")
  }

  @Test("any text comes back out of the document as it went in", arguments: 0..<200)
  func strings(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var text = ""
    for _ in 0..<random.below(40) {
      let value = UInt32(random.below(random.chance(50) ? 0x90 : 0x11_0000))
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    let document = JSON.object(["text": .string(text)]).text
    let read = try JSONDocument(parsing: Array(document.utf8), format: "test").root["text"]?.string
    #expect(read.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars), "seed \(seed)")
  }

  @Test func `nothing in a document can act on a terminal`() {
    let document = JSON.string("\u{1B}[2J\u{9B}\u{202E}\u{7F}").text
    #expect(document == "\"\\u001b[2J\\u009b\\u202e\\u007f\"\n")
  }
}
