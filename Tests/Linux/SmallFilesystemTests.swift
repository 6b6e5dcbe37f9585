import Glibc
import Linux
import Support
import Testing

/// Real file systems that are full or read-only: what the fault library says is what the kernel does.
@Suite struct SmallFilesystemTests {
  /// A file system of 256 KiB on "dir", unmounted at the end; nil where we may not mount.
  private final class Mounted {
    let scratch = Scratch()

    init?(_ type: String) {
      scratch.directory("dir")
      let made =
        type == "tmpfs"
        ? Program.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=755", "tmpfs", scratch.at("dir")])
        : Program.run([
          "sh", "-c",
          "cd \(scratch.path) && truncate -s 2M disk && mkfs.\(type) -q disk && mount -o loop disk dir",
        ])
      if made.status != 0 {
        print("skipped: cannot mount \(type) here: \(made.output)")
        return nil
      }
    }

    deinit { _ = Program.run(["umount", scratch.at("dir")]) }

    func remountReadOnly() { _ = Program.run(["mount", "-o", "remount,ro", scratch.at("dir")]) }

    func lease() throws -> WriteLease {
      try WriteLease(in: Root(at: scratch.path), locks: [LockRequest(path: "/lock")])
    }

    func directory() throws -> Directory { try Root(at: scratch.at("dir")).openDirectory("/") }
  }

  @Test(
    "a file that does not fit leaves nothing behind, and its room is free again",
    arguments: ["tmpfs", "ext4"])
  func full(type: String) throws {
    guard let mounted = Mounted(type) else { return }
    let lease = try mounted.lease()
    let directory = try mounted.directory()
    try DurableFile.create("small", in: directory, bytes: [1, 2, 3], lease)
    // ext4 counts the blocks of a removed file as free when its journal is committed, not before.
    func settledFreeBytes() throws -> Int64 {
      _ = Program.run(["sync", "--file-system", mounted.scratch.at("dir")])
      return try directory.filesystem().freeBytes
    }
    let free = try settledFreeBytes()
    let large = [UInt8](repeating: 7, count: 4 << 20)
    #expect { try DurableFile.create("large", in: directory, bytes: large, lease) } throws: {
      ($0 as? SystemError)?.errno == ENOSPC && ($0 as? SystemError)?.call == "fallocate"
    }
    #expect(try directory.list().map(\.name.text).filter { $0 != "lost+found" } == ["small"])
    #expect(try settledFreeBytes() == free)
    try DurableFile.remove("small", in: directory, lease)
    #expect(try settledFreeBytes() > free)
  }

  @Test("a read-only file system is told as such and nothing is changed", arguments: ["tmpfs", "ext4"])
  func readOnly(type: String) throws {
    guard let mounted = Mounted(type) else { return }
    mounted.scratch.file("dir/f", "kept")
    mounted.remountReadOnly()
    let lease = try mounted.lease()
    let directory = try mounted.directory()
    #expect(try directory.filesystem().isReadOnly)
    func refused(_ body: () throws -> Void) {
      #expect(performing: body, throws: { ($0 as? SystemError)?.errno == EROFS })
    }
    refused { try DurableFile.create("g", in: directory, bytes: [1], lease) }
    refused { try DurableFile.remove("f", in: directory, lease) }
    refused {
      _ = try DurableFile.replace("f", in: directory, bytes: Array("keep".utf8), padding: nil, lease)
    }
    refused { try DirectoryChange.makeDirectory("d", in: directory, lease) }
    refused {
      _ = try WriteLease(in: Root(at: mounted.scratch.at("dir")), locks: [LockRequest(path: "/lock")]).paths
    }
    #expect(mounted.scratch.text("dir/f") == "kept")
  }
}
