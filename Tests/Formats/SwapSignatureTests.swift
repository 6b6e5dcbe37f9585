import Formats
import Testing

@Suite struct SwapSignatureTests {
  @Test(
    "what a swap area says of itself",
    arguments: [
      ("S1SUSPEND\0", .sleeping), ("S2SUSPEND\0", .sleeping), ("ULSUSPEND\0", .sleeping),
      ("LINHIB0001", .sleeping),
      ("SWAPSPACE2", .swap), ("SWAP-SPACE", .swap), ("SWAPSPACE3", nil), ("", nil), ("S1SUSPEN", nil),
    ] as [(String, SwapSignature?)])
  func read(text: String, meaning: SwapSignature?) {
    #expect(SwapSignature(Array(text.utf8)) == meaning)
  }
}
