import Glibc
import Support
import Testing

extension RescueTests {
  /// Which commands of ZFS are run, in which order: the real program with stand-ins that record what they are asked.
  @Suite(.serialized) struct RescueZFSTests {
    /// A disk that looks like a pool's, and the programs.
    private final class Pool {
      let system: LoopSystem
      private let environment: [String: String]

      init?() {
        guard Program.exists("python3"), let system = LoopSystem("zfs") else { return nil }
        let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/stand-in"
        let programs = system.folder + "/programs"
        let made = Program.run([
          "sh", "-ec",
          """
          mkdir \(programs); for name in zpool zfs mount; do ln -s \(folder)/zfs \(programs)/$name; done
          printf 'correct horse' >\(system.folder)/key; command -v mount
          """,
        ])
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        environment = [
          "PATH": "\(programs):\(path)", "ZFS_STAND_IN": system.folder,
          "ZFS_REAL_MOUNT": made.output.split(separator: "\n").last.map(String.init) ?? "mount",
        ]
        self.system = system
      }

      deinit { _ = lifeboot("unmount") }

      var target: String { system.target }
      var key: [String] { ["--key-file", system.folder + "/key"] }

      func lifeboot(_ command: String, _ words: [String] = []) -> Program.Outcome {
        system.lifeboot(["rescue", command, "--at", target] + words, environment: environment)
      }

      func set(_ state: String) { _ = Program.run(["sh", "-c", "cd \(system.folder); \(state)"]) }

      /// What was done since the last time, with the target as T.
      var calls: [String] {
        let text = Program.run(["sh", "-c", "cd \(system.folder); cat calls 2>/dev/null; rm -f calls"]).output
        return text.split(separator: "\n").map { line in
          line.split(separator: " ").map { word in
            word == target
              ? "T" : word.hasPrefix(target + "/") ? "T" + word.dropFirst(target.count) : String(word)
          }.joined(separator: " ").replacing(system.folder, with: "F")
        }
      }
    }

    private let unlock = "zfs load-key -L file://F/key rpool/crypt"
    private let mounts = ["mount -t zfs -o zfsutil rpool/crypt/root T", "mount -t zfs rpool/crypt/nix T/nix"]
    private let closing = ["zfs unload-key rpool/crypt", "zpool export rpool"]

    @Test func `a pool is imported below the target, unlocked and mounted, and exported at the end`() throws {
      guard let pool = Pool() else { return }
      let planned = pool.lifeboot("mount", pool.key + ["rpool", "--dry-run"])
      #expect(planned.output.contains("zpool import -N -R \(pool.target) rpool"), "\(planned.output)")
      #expect(pool.calls == [] && pool.system.mounts == [])
      let mounted = pool.lifeboot("mount", pool.key + ["rpool"])
      #expect(mounted.status == 0, "\(mounted.output)")
      #expect(pool.calls == ["zpool import -N -R T rpool", unlock] + mounts)
      let twice = pool.lifeboot("mount", pool.key + ["rpool"])
      #expect(twice.status == 4, "\(twice.output)")
      let down = pool.lifeboot("unmount")
      #expect(down.status == 0 && pool.system.mounts == [], "\(down.output)")
      #expect(pool.calls == closing)
    }

    @Test func `a pool of another machine is forced only when that is said`() throws {
      guard let pool = Pool() else { return }
      pool.set("touch foreign")
      let refused = pool.lifeboot("mount", pool.key + ["rpool"])
      #expect(refused.status == 1 && refused.output.contains("add --force-import"), "\(refused.output)")
      #expect(pool.calls == ["zpool import -N -R T rpool"])
      let forced = pool.lifeboot("mount", pool.key + ["rpool", "--force-import"])
      #expect(forced.status == 0, "\(forced.output)")
      #expect(pool.calls == ["zpool import -N -R T -f rpool", unlock] + mounts)
    }

    /// What goes wrong, what is said of it, and how many data sets were mounted by then.
    @Test(
      "after an error the pool is exported again",
      arguments: [
        ("printf wrong >key", "the passphrase is wrong", nil),
        ("sed -i '/boot/s/UUID=[^ ]*/UUID=AAAA-BBBB/' pool/nix/store/*/etc/fstab", "it is not here", 0),
        ("sed -i '/boot/s/nosuid/no-such-option/' pool/nix/store/*/etc/fstab", "bad option", 1),
      ] as [(String, String, Int?)])
    func failure(change: String, says: String, mounted: Int?) throws {
      guard let pool = Pool() else { return }
      pool.set(change)
      let failed = pool.lifeboot("mount", pool.key + ["rpool"])
      #expect(failed.status != 0 && failed.output.contains(says), "\(failed.output)")
      let closing = mounted == nil ? ["zpool export rpool"] : closing
      #expect(pool.calls == ["zpool import -N -R T rpool", unlock] + mounts.prefix(mounted ?? 0) + closing)
      #expect(pool.system.mounts == [])
    }

    @Test func `a pool that somebody imported is used as it is, and stays imported`() throws {
      guard let pool = Pool() else { return }
      pool.set("touch imported loaded")
      let mounted = pool.lifeboot("mount", ["rpool"])
      #expect(mounted.status == 0, "\(mounted.output)")
      #expect(pool.calls == mounts)
      #expect(pool.lifeboot("unmount").status == 0)
      #expect(pool.calls == [])
    }
  }
}
