import BootCore
import Formats
import Support
import Testing

@Suite struct OtherLoaderTests {
  @Test func `no two loaders are told by the same file`() {
    let files = OtherLoader.allCases.flatMap(\.files)
    #expect(Set(files).count == files.count)
    #expect(files.allSatisfy { $0.hasPrefix("/") })
  }

  @Test func `their configurations are read, so that they can say what they start`() throws {
    let snapshot = try MachineSketch(
      "file /grub/grub.cfg = menu\nfile /extlinux/extlinux.conf = menu\nfile /grub/state = no text to ask"
    ).snapshot
    let read = snapshot.smallFiles.keys.map(\.description)
    #expect(read.contains("/grub/grub.cfg") && read.contains("/extlinux/extlinux.conf"))
    #expect(!read.contains("/grub/state"))
  }
}
