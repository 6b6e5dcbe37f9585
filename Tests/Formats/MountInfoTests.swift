import Formats
import Testing

@Suite struct MountInfoTests {
  private static let table = """
    22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
    30 22 259:1 / /boot rw,relatime shared:2 master:3 - vfat /dev/nvme0n1p1 rw,fmask=0077,errors=remount-ro
    31 22 0:40 /sub\\040vol /mnt/with\\040blank ro - btrfs /dev/sdb rw
    32 30 0:41 / /boot rw - autofs systemd-1 rw,fd=5
    33 22 0:42 / /boot2 rw,nosuid - tmpfs tmpfs ro

    """

  @Test func `a table is read`() throws {
    let info = try MountInfo(Self.table)
    #expect(info.mounts.count == 5)
    let boot = info.mounts[1]
    #expect(boot.id == 30)
    #expect(boot.parent == 22)
    #expect(boot.major == 259)
    #expect(boot.minor == 1)
    #expect(boot.root == "/")
    #expect(boot.mountPoint == "/boot")
    #expect(boot.options == ["rw", "relatime"])
    #expect(boot.type == "vfat")
    #expect(boot.source == "/dev/nvme0n1p1")
    #expect(boot.superOptions == ["rw", "fmask=0077", "errors=remount-ro"])
    #expect(info.mounts[2].root == "/sub vol")
    #expect(info.mounts[2].mountPoint == "/mnt/with blank")
    #expect(info.mounts.map(\.isReadOnly) == [false, false, true, false, true])
  }

  @Test func `the later of two mounts on one point lies on top`() throws {
    #expect(try MountInfo(Self.table).mount(at: "/boot")?.type == "autofs")
    #expect(try MountInfo(Self.table).mount(at: "/bo") == nil)
  }

  @Test(
    "a path belongs to the deepest mount around it",
    arguments: [
      ("/", "ext4"), ("/boot", "autofs"), ("/boot/EFI/x", "autofs"), ("/boots", "ext4"),
      ("/boot2/x", "tmpfs"), ("/mnt", "ext4"),
    ])
  func holding(path: String, type: String) throws {
    #expect(try MountInfo(Self.table).mount(holding: path)?.type == type)
  }

  @Test(
    "a line of another form is an error",
    arguments: [
      "", "22", "22 1 259:2 / / rw ext4 /dev/x rw", "22 1 259:2 / / rw - ext4 /dev/x",
      "x 1 259:2 / / rw - ext4 /dev/x rw",
      "22 1 259 / / rw - ext4 /dev/x rw", "22 1 259:2:3 / / rw - ext4 /dev/x rw",
      "22 1 a:2 / / rw - ext4 /dev/x rw",
      "-1 1 259:2 / / rw - ext4 /dev/x rw", "22 1 4294967296:2 / / rw - ext4 /dev/x rw",
      "18446744073709551616 1 259:2 / / rw - ext4 /dev/x rw",
    ])
  func refusal(line: String) {
    let error = #expect(throws: FormatError.self) {
      try MountInfo("22 1 259:2 / / rw - ext4 /dev/x rw\n\(line)\n")
    }
    #expect(error?.position == SourcePosition(line: 2))
  }

  @Test func `a mount point that is a hyphen and an empty source do not confuse it`() throws {
    let info = try MountInfo("22 1 259:2 / - rw - tmpfs  rw\n")
    #expect(info.mounts.first?.mountPoint == "-")
    #expect(info.mounts.first?.source == "")
    #expect(info.mounts.first?.superOptions == ["rw"])
  }

  @Test func `this machine's own table is read`() throws {
    guard let bytes = [UInt8](contentsOf: "/proc/self/mountinfo") else {
      print("skipped: /proc/self/mountinfo cannot be read here")
      return
    }
    #expect(try MountInfo(parsing: bytes).mount(holding: "/") != nil)
  }

  @Test func `any bytes are read or refused`() {
    Fuzz("mountinfo", texts: [Self.table], dictionary: [" - ", " ", "\n", "\\040", "0:0", "\u{301}"]).run {
      bytes in
      guard let info = try? MountInfo(parsing: bytes) else { return }
      _ = info.mount(holding: "/boot/x")
    }
  }
}

extension MountInfo {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}
