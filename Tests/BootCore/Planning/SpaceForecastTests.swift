import BootCore
import Support
import Testing

@Suite struct SpaceForecastTests {
  private static let machine = """
    installer C
    generation 41 kernel a initrd x
    generation 42 kernel b initrd y booted
    """

  /// What adding the system of a generation that is there would take.
  private func needs(_ number: UInt64) throws -> UInt64 {
    let snapshot = try MachineSketch(Self.machine).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let system = snapshot.generations.first { $0.id.number == number }?.toplevel
    return try #require(SpaceForecast(snapshot, map: map).forecast(adding: try #require(system))).needsBytes
  }

  @Test func `building the newest system again makes no new generation, so it needs nothing`() throws {
    #expect(try needs(42) == 0)
  }

  @Test func `building an older system again makes a new generation with one more entry`() throws {
    #expect(try needs(41) == 4096)
  }
}
