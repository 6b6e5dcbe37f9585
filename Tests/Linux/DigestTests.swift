import Linux
import Support
import Testing

@Suite struct DigestTests {
  static let library = Digest.sha256.of([]) == nil ? "no libcrypto" : nil

  @Test("known digests come out", .enabled(if: library == nil, "no libcrypto on this machine"))
  func known() {
    #expect(hex(Digest.sha256.of([])).hasPrefix("e3b0c44298fc1c149afbf4c8996fb924"))
    #expect(
      hex(Digest.sha256.of(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hex(Digest.blake2b512.of(Array("abc".utf8))).hasPrefix("ba80a53f981c4d0d6a2797b69f12f6e9"))
  }

  @Test(
    "a file has the digest that coreutils finds",
    .enabled(if: library == nil, "no libcrypto on this machine"),
    arguments: [0, 1, 262_143, 262_144, 262_145, 1_000_000])
  func files(size: Int) throws {
    let scratch = Scratch()
    scratch.file("f", (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let root = try Root(at: scratch.path)
    for (digest, program) in [(Digest.sha256, "sha256sum"), (.blake2b512, "b2sum")] {
      let theirs = Program.run([program, scratch.at("f")]).output.prefix { $0 != " " }
      #expect(hex(try digest.of(root.openForReading("/f"))) == String(theirs))
    }
  }

  private func hex(_ bytes: [UInt8]?) -> String {
    (bytes ?? []).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
