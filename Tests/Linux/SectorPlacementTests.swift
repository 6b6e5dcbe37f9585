import Testing

@testable import Linux

@Suite struct SectorPlacementTests {
  @Test(
    "a name takes a slot for each 13 characters and one",
    arguments: [
      ("LB000000.TMP", 2), ("nixos-generation-43.conf", 3), (String(repeating: "a", count: 13), 2),
      (String(repeating: "a", count: 14), 3), (String(repeating: "😀", count: 7), 3), ("", 1),
    ] as [(String, Int64)])
  func slots(name: String, slots: Int64) { #expect(SectorPlacement.slots(of: FileName(name)) == slots) }

  @Test(
    "a name fits behind a slot when it ends in the same sector",
    arguments: [(0, true), (384, true), (416, false), (480, false), (512, true), (896, true), (928, false)]
      as [(Int64, Bool)])
  func fits(position: Int64, fits: Bool) {
    #expect(SectorPlacement.fits("nixos-generation-43.conf", behind: position) == fits)
  }

  @Test("a name of 14 slots can be placed, a longer one cannot")
  func possible() {
    #expect(SectorPlacement.isPossible(FileName(String(repeating: "a", count: 182))))
    #expect(!SectorPlacement.isPossible(FileName(String(repeating: "a", count: 183))))
    #expect(SectorPlacement.fits(FileName(String(repeating: "a", count: 182)), behind: 0))
  }

  @Test(
    "the last slot of a sector is known",
    arguments: [(480, true), (448, false), (992, true), (512, false)] as [(Int64, Bool)])
  func ends(position: Int64, ends: Bool) { #expect(SectorPlacement.endsSector(position) == ends) }
}
