import Glibc
import Linux
import Support
import Testing

@Suite struct MountHolderTests {
  @Test func `who works in a directory, or has a file open there, is named`() throws {
    let scratch = Scratch()
    scratch.directory("here")
    scratch.file("here/file", "x")
    #expect(MountHolder.holders(of: scratch.at("here")) == [])
    let reader = try #require(Program.start(["tail", "-f", scratch.at("here/file")], log: "/dev/null"))
    defer {
      kill(reader, SIGKILL)
      _ = Program.wait(reader)
    }
    // It is there when it has opened the file, which nothing tells but looking.
    var holders: [MountHolder] = []
    while holders.isEmpty, kill(reader, 0) == 0 { holders = MountHolder.holders(of: scratch.at("here")) }
    #expect(holders.map(\.hold) == [.openFile])
    #expect(holders.first?.description == "tail (process \(reader)) has a file open there")
    #expect(MountHolder.holders(of: scratch.at("her")) == [])
  }
}
