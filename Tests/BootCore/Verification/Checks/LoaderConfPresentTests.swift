import BootCore
import Support
import Testing

@Suite struct LoaderConfPresentTests {
  @Test(
    "a loader without configuration is said where it lists entries of this system",
    arguments: [
      ("", []), ("lost /loader/loader.conf", ["loader-conf-missing warning /loader/loader.conf"]),
      ("default none", []),
    ])
  func missing(line: String, expected: [String]) throws {
    #expect(try HealthyChain(HealthyChain.usual + "\n" + line).findings(LoaderConfPresent.self) == expected)
  }

  @Test func `an empty one is as good as none`() throws {
    var machine = try HealthyChain()
    machine.setText(try #require(VolumePath(.esp, "/loader/loader.conf")), [])
    #expect(machine.findings(LoaderConfPresent.self).count == 1)
  }

  @Test func `a volume that could not be read whole is not judged`() throws {
    let text = HealthyChain.usual + "\nlost /loader/loader.conf\nunreadable /loader"
    #expect(try HealthyChain(text).findings(LoaderConfPresent.self) == [])
  }
}
