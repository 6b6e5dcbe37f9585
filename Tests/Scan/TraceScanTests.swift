import BootCore
import Formats
import Glibc
import Scan
import Support
import Testing

@Suite struct TraceScanTests {
  @Test func `a loader that reads the root file system is seen without any partition`() throws {
    let directory = try ScratchDirectory()
    let sketch = try MachineSketch(
      "esp 512M empty at /efi\ngeneration 41 uninstalled\ngeneration 42 kernel b uninstalled")
    try sketch.write(to: directory.path, contents: .sparse)
    let system = try #require(sketch.snapshot.profiles[0].current).id.toplevel
    let text = "menuentry NixOS { linux /kernels/x init=\(system)/init loglevel=4 }"
    #expect(
      Program.run([
        "sh", "-c",
        "mkdir -p \(directory.path)/boot/grub; echo '\(text)' > \(directory.path)/boot/grub/grub.cfg",
      ]).status == 0)
    let snapshot = try Scanner(ScanRequest(root: directory.path)).snapshot()
    #expect(
      snapshot.traces == [
        LoaderTrace(path: "/boot/grub/grub.cfg", file: "/grub/grub.cfg", toplevels: [ByteText(system)])
      ])
    #expect(MachineLoader(snapshot) == .other("GRUB", seen: "/boot/grub/grub.cfg"))
  }
}
