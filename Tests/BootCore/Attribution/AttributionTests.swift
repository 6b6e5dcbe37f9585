import BootCore
import Support
import Testing

@Suite struct AttributionTests {
  @Test func `the sample of the architecture is judged as its arrows say`() throws {
    let sketch = try MachineSketch(
      """
      policy last 2
      esp 512M cluster 4K
      kernel a 11M                                     ⇒ keep (41)
      kernel z 11M orphan                              ⇒ sweep
      initrd x 38M                                     ⇒ keep (41, 40)
      generation 40 kernel b initrd x                  ⇒ retire
      generation 41 kernel a initrd x counted 3-0      ⇒ keep (last 2)
      generation 42 kernel c initrd y booted           ⇒ keep (booted, activated, current, loader default, last 2)
      /EFI/nixos/notes.txt 1K                          ⇒ unknown
      windows                                          ⇒ foreign
      """)
    #expect(sketch.mismatches() == [])
  }
}
