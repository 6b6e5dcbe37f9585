import BootCore
import Support
import Testing

@Suite struct FitFindingTests {
  @Test("one warning when it does not fit and none when it does", arguments: [(1, 1), (200, 0)])
  func finding(free: Int, count: Int) throws {
    let snapshot = try MachineSketch(
      """
      esp 512M free \(free)M
      installer D-late
      kernel a 10M
      initrd x 30M
      generation 42 kernel a initrd x booted
      """
    ).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let space = SpaceForecast(snapshot, map: map)
    let forecast = space.forecast(adding: space.newestAsIfNew())
    let findings = FitFinding.findings(forecast, on: snapshot.bootVolume)
    #expect(findings.count == count)
    #expect(findings.allSatisfy { $0.severity == .warning && FitFinding.ids.contains($0.id) })
    #expect(findings.allSatisfy { $0.message.contains("1 MiB are free") })
  }

  @Test func `without a forecast there is nothing to find`() {
    #expect(FitFinding.findings(nil, on: nil) == [])
  }
}
