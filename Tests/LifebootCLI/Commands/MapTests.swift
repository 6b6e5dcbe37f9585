import BootCore
import Support
import Testing

@testable import LifebootCLI

@Suite struct MapTests {
  @Test(
    "a path means the same however it is written",
    arguments: [
      "/mnt/boot/loader/loader.conf", "/boot/loader/loader.conf", "/loader/loader.conf",
      "/boot/LOADER/loader.conf",
    ])
  func spellings(path: String) throws {
    var snapshot = try MachineSketch(SampleMachine.calm).snapshot
    snapshot.root = "/mnt"
    let survey = Survey(snapshot, policy: SampleMachine.keeping(last: 1))
    #expect(PlaceOnVolume.files(at: path, in: survey).map { "\($0.item.path)" } == ["/loader/loader.conf"])
  }

  @Test("a name as lifeboot shows it is enough", arguments: ["", "/EFI/nixos/", "/boot/EFI/nixos/"])
  func shortened(directory: String) throws {
    let survey = try SampleMachine.survey(SampleMachine.calm)
    let kernel = try #require(survey.map.files.first { $0.kind == .kernel })
    for isUnicode in [true, false] {
      let name = directory + ShortName.text(kernel.item.path.name, isUnicode: isUnicode)
      #expect(PlaceOnVolume.files(at: name, in: survey).map(\.item.path) == [kernel.item.path])
    }
  }

  @Test("a directory means all below it", arguments: [("/boot", true), ("/boot/EFI/nixos", false)])
  func directories(path: String, isAll: Bool) throws {
    let survey = try SampleMachine.survey(SampleMachine.calm)
    let files = PlaceOnVolume.files(at: path, in: survey)
    #expect(files.contains { $0.kind == .kernel })
    #expect((files.count == survey.map.files.count) == isAll)
  }

  @Test("what is on no boot volume is not found", arguments: ["/etc/passwd", "/bootx/EFI", "", "/boot/no"])
  func nothing(path: String) throws {
    #expect(PlaceOnVolume.files(at: path, in: try SampleMachine.survey(SampleMachine.calm)).isEmpty)
  }
}
