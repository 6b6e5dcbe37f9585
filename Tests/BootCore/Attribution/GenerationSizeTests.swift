import BootCore
import Support
import Testing

@Suite struct GenerationSizeTests {
  @Test func `a file of two generations is shared and one of a single generation is its own`() throws {
    let snapshot = try MachineSketch(
      """
      esp 512M cluster 4K
      kernel a 10M
      initrd x 30M
      initrd y 20M
      generation 41 kernel a initrd x
      generation 42 kernel a initrd y booted
      """
    ).snapshot
    let sizes = Attribution.attribute(snapshot, loader: SystemdBoot()).generationSizes()
    let first = try #require(sizes[snapshot.generations[0].id])
    #expect(first == GenerationSize(exclusiveBytes: 30 << 20 + 4096, sharedBytes: 10 << 20))
    let second = try #require(sizes[snapshot.generations[1].id])
    #expect(second == GenerationSize(exclusiveBytes: 20 << 20 + 4096, sharedBytes: 10 << 20))
  }

  @Test func `a file that only a generation and its specialisation use is its own`() throws {
    let snapshot = try MachineSketch(
      """
      esp 512M cluster 4K
      kernel a 10M
      initrd x 30M
      generation 1 kernel a initrd x specialisation lts:a:x
      """
    ).snapshot
    let sizes = Attribution.attribute(snapshot, loader: SystemdBoot()).generationSizes()
    #expect(sizes[snapshot.generations[0].id]?.sharedBytes == 0)
  }
}
