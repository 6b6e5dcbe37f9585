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

  // MARK: Initrds with secrets

  private func forecast(_ text: String) throws -> Forecast {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    return try #require(SpaceForecast(snapshot, map: map).forecast(adding: nil))
  }

  @Test(
    "an installer that runs once more needs nothing, initrds with secrets or not",
    arguments: ["installer C\nera C", "installer D\nera D", "installer D-late\nera D", "era D"])
  func again(lines: String) throws {
    let forecast = try forecast(
      lines + """

        initrd x 30M secrets 2K
        initrd y 30M secrets 2K
        generation 41 kernel a initrd x specialisation lts:a:y
        generation 42 kernel b initrd y booted
        """)
    #expect(forecast.newFiles == [] && forecast.removedFiles == [] && forecast.needsBytes == 0)
  }

  @Test func `a lost initrd with secrets is forecast under its own name`() throws {
    let text = "installer D\nera D\ninitrd x 30M secrets 2K lost\ngeneration 42 kernel a initrd x booted"
    let names = try forecast(text).newFiles.map(\.path)
    #expect(names.count == 1 && names.allSatisfy { $0.name.hasSuffix("-initrd.efi") && !$0.isNameless })
  }

  @Test func `without libcrypto the worst is assumed, and said`() throws {
    var snapshot = try MachineSketch(
      "installer D\nera D\ninitrd x 30M secrets 2K\ngeneration 42 kernel a initrd x booted"
    ).snapshot
    let old = snapshot.profiles[0].generations[0]
    guard case .whole(var toplevel) = old.contents else { return }
    toplevel.secretInitrdName = nil
    snapshot.profiles[0].generations[0].contents = .whole(toplevel)
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let forecast = try #require(SpaceForecast(snapshot, map: map).forecast(adding: nil))
    #expect(forecast.newFiles.map(\.path.isNameless) == [true])
    #expect(forecast.basis.contains("libcrypto"))
  }

  @Test func `a new system's specialisations do not share names that differ now`() throws {
    let snapshot = try MachineSketch(
      "installer C\ngeneration 42 kernel a initrd x specialisation lts:a:y booted"
    ).snapshot
    let space = SpaceForecast(snapshot, map: Attribution.attribute(snapshot, loader: SystemdBoot()))
    let forecast = try #require(space.forecast(adding: space.newestAsIfNew()))
    let names = forecast.newFiles.map(\.path.name).filter { $0.hasPrefix("00000000") }
    #expect(names.count == 3 && Set(names).count == 3, "\(forecast.newFiles.map(\.path.description))")
  }
}
