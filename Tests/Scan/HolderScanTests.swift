import BootCore
import Glibc
import Scan
import Support
import Testing

@Suite struct HolderScanTests {
  private static let machine = """
    boot 512M
    generation 1 kernel a
    generation 2 kernel b
    generation 3 kernel c
    generation 4 kernel d
    generation 1 profile work kernel e
    """

  /// The generations that are held in a tree to which `change` added links, and by what.
  private func held(_ links: [(path: String, target: String)]) throws -> [String: [String]] {
    let directory = try ScratchDirectory()
    let sketch = try MachineSketch(Self.machine)
    try sketch.write(to: directory.path, contents: .sparse)
    for link in links {
      let parent = link.path.split(separator: "/").dropLast().joined(separator: "/")
      #expect(Program.run(["mkdir", "-p", "\(directory.path)/\(parent)"]).status == 0)
      #expect(symlink(link.target, directory.path + link.path) == 0)
    }
    let snapshot = try Scanner(ScanRequest(root: directory.path, bootPath: "/boot")).snapshot()
    var held: [String: [String]] = [:]
    for (generation, by) in snapshot.holders {
      held["\(generation.profile) \(generation.number)"] = by
    }
    return held
  }

  @Test func `links that Nix itself makes hold nothing`() throws {
    let system = try MachineSketch(Self.machine).snapshot.profiles[0].generations[3].id.toplevel
    #expect(
      try held([
        ("/nix/var/nix/gcroots/current-system", system), ("/nix/var/nix/gcroots/booted-system", system),
        ("/nix/var/nix/gcroots/profiles", "/nix/var/nix/profiles"),
        ("/nix/var/nix/gcroots/auto/dead", "/home/u/result"),
        ("/nix/var/nix/gcroots/auto/0lh58j2f659mw5bx4lm2y5bl0p14xkkp", "/nix/var/nix/profiles/system-2-link"),
        ("/nix/var/nix/gcroots/auto/358c625d69pzqi754lcj775a6w5fq8wp", "/nix/var/nix/profiles/system"),
        ("/nix/var/nix/profiles/default", "/nix/store/else"),
      ]) == [:])
  }

  @Test(
    "a name that leads to a generation's link, or to its system, holds it",
    arguments: [
      ("/nix/var/nix/profiles/stable", "system-2-link"),
      ("/nix/var/nix/profiles/stable", "/nix/var/nix/profiles/system-2-link"),
      ("/nix/var/nix/gcroots/keep", "/nix/var/nix/profiles/system-2-link"),
      ("/nix/var/nix/gcroots/keep", "../profiles/./system-2-link"),
      ("/nix/var/nix/gcroots/mine/deep/keep", "/nix/var/nix/profiles/system-2-link"),
      ("/nix/var/nix/gcroots/keep", "SYSTEM"),
      ("/nix/var/nix/profiles/per-user/root/keep", "../../system-2-link"),
      ("/nix/var/nix/profiles/mine/deep/keep", "SYSTEM"),
    ])
  func holds(path: String, target: String) throws {
    let system = try MachineSketch(Self.machine).snapshot.profiles[0].generations[1].id.toplevel
    #expect(try held([(path, target == "SYSTEM" ? system : target)]) == ["system 2": [path]])
  }

  @Test func `it may lead there over other links, and to another profile's`() throws {
    #expect(
      try held([
        ("/home/u/result", "/nix/var/nix/profiles/stable"), ("/nix/var/nix/profiles/stable", "system-3-link"),
        ("/nix/var/nix/gcroots/auto/abc", "/home/u/result"),
        ("/nix/var/nix/gcroots/work", "/nix/var/nix/profiles/system-profiles/work-1-link"),
        ("/nix/var/nix/gcroots/round", "round"),
      ]) == [
        "system 3": ["/nix/var/nix/gcroots/auto/abc", "/nix/var/nix/profiles/stable"],
        "work 1": ["/nix/var/nix/gcroots/work"],
      ])
  }
}
