import BootCore
import Formats
import Linux

/// Writes down what the user said about generations (`lifeboot pin`, `unpin`, `mark-good`).
///
/// A pin is also a system profile of its own, `pinned_41`, whose only generation is the pinned
/// system. That is NixOS's own mechanism and therefore holds against everybody: garbage collection
/// never takes the current generation of a profile, limits count per profile, and the installer
/// lists the profile in the menu from its next run on.
public struct MarkStore: ~Copyable {
  /// Lines `pinned system 41 /nix/store/…`, one for each mark.
  public static let path = "/var/lib/lifeboot/marks"
  private static let profiles = "/nix/var/nix/profiles/system-profiles"

  private let root: Root
  private let lease: WriteLease

  /// - Parameter path: the root of the system.
  /// - Throws: `ApplyError` of kind `locked` when another lifeboot is changing this system.
  public init(root path: String) throws(ApplyError) {
    do throws(SystemError) {
      let root = try Root(at: path)
      let lease = try WriteLease(in: root, locks: [LockRequest(path: "/run/lifeboot.lock")])
      self.root = root
      self.lease = lease
    } catch {
      throw error.isLocked ? .locked(error) : .failed(error, isHalfway: false)
    }
  }

  /// Looks whether `generations` can be pinned, so that of several not only some are.
  public func checkPlaces(for generations: [GenerationID]) throws(ApplyError) {
    try perform { () throws(SystemError) in
      let lines = try lines()
      for generation in generations {
        try checkPlace(for: generation, isPinned: lines.contains(Self.line(.pinned, generation)))
      }
    }
  }

  /// Sets a mark. Of a pin the mark comes first: it keeps more, whatever becomes of the profile.
  ///
  /// - Throws: `ApplyError` that is half-way where the mark is written and the profile is not.
  public func set(_ mark: Mark, on generation: GenerationID) throws(ApplyError) {
    try perform { () throws(SystemError) in
      let line = Self.line(mark, generation)
      let lines = try lines()
      if mark == .pinned { try checkPlace(for: generation, isPinned: lines.contains(line)) }
      if !lines.contains(line) { try write(lines + [line]) }
    }
    guard mark == .pinned else { return }
    try perform(isHalfway: true) { () throws(SystemError) in try addProfile(generation) }
  }

  /// Takes a mark away, of a pin its profile first: until all is done, the mark keeps the generation.
  ///
  /// What was not marked is left as it is: a profile of that name is then somebody's own.
  ///
  /// - Returns: whether the mark was there.
  /// - Throws: `ApplyError` that is half-way where the profile, or a part of it, is gone and the mark is not.
  public func remove(_ mark: Mark, from generation: GenerationID) throws(ApplyError) -> Bool {
    let line = Self.line(mark, generation)
    var before: [[UInt8]] = []
    try perform { () throws(SystemError) in
      before = try lines()
      if mark == .pinned, before.contains(line) { try checkPlace(for: generation, isPinned: true) }
    }
    guard before.contains(line) else { return false }
    var isBegun = false
    do throws(SystemError) {
      if mark == .pinned { try removeProfile(generation) { isBegun = true } }
      try write(before.filter { $0 != line })
    } catch {
      throw .failed(error, isHalfway: isBegun)
    }
    return true
  }

  private func perform(
    isHalfway: Bool = false, _ work: () throws(SystemError) -> Void
  ) throws(ApplyError) {
    do throws(SystemError) { try work() } catch { throw .failed(error, isHalfway: isHalfway) }
  }

  // MARK: The file

  private static func line(_ mark: Mark, _ id: GenerationID) -> [UInt8] {
    Array("\(mark.rawValue) \(id.profile) \(id.number) \(id.toplevel)".utf8)
  }

  /// What is not understood stays as it is, byte for byte: it may be a pin.
  private func lines() throws(SystemError) -> [[UInt8]] {
    guard try root.status(Self.path, followingLinks: false) != nil else { return [] }
    let bytes = try root.readFile(Self.path, limit: 1 << 20)
    guard bytes.isEmpty || bytes.last == 0x0A else {
      throw SystemError(
        call: "write", errno: 22, subject: root.shown(Self.path),
        detail: "its last line has no end, so it may be cut short; correct or delete that line")
    }
    return MarkLine.lines(of: bytes).map { Array($0) }
  }

  private func write(_ lines: [[UInt8]]) throws(SystemError) {
    let bytes = Array(lines.map { $0 + [0x0A] }.joined())
    try DirectoryChange.makeDirectories(above: Self.path, in: root, lease)
    let directory = try root.openDirectory("/var/lib/lifeboot")
    if try directory.status("marks") == nil {
      try DurableFile.create("marks", in: directory, bytes: bytes, permissions: 0o644, lease)
    } else {
      _ = try DurableFile.replace(
        "marks", in: directory, bytes: bytes, padding: nil, permissions: 0o644, lease)
    }
  }

  // MARK: The profile

  /// What is under the names of the pin's profile is ours only where the mark is written and it is the pin's: else it
  /// is somebody's own, or holds another system that had the number before.
  private func checkPlace(for id: GenerationID, isPinned: Bool) throws(SystemError) {
    guard try root.status(Self.profiles, followingLinks: true) != nil else { return }
    let directory = try root.openDirectory(Self.profiles)
    // The link first, whose text says more than the pointer's.
    for (link, target) in Self.links(of: id).reversed() {
      guard let status = try directory.status(FileName(link)) else { continue }
      let text = status.kind == .symlink ? try directory.readLink(FileName(link)) : nil
      if isPinned, ByteText.equal(text, target) { continue }
      throw SystemError(
        call: "symlink", errno: 17, subject: root.shown("\(Self.profiles)/\(link)"),
        detail: text.map { "it is not this pin's and keeps \($0)" }
          ?? "something of that name is in the way of the pin's own profile")
    }
  }

  /// The pointer, and the link that is the collector's root.
  private static func links(of id: GenerationID) -> [(name: String, target: String)] {
    let name = PinnedCopies.profileName(of: id)
    return [(name, "\(name)-1-link"), ("\(name)-1-link", id.toplevel)]
  }

  private func addProfile(_ id: GenerationID) throws(SystemError) {
    let name = PinnedCopies.profileName(of: id)
    try checkPlace(for: id, isPinned: true)
    try DirectoryChange.makeDirectories(above: "\(Self.profiles)/\(name)", in: root, lease)
    let directory = try root.openDirectory(Self.profiles)
    // The link first: it is the garbage collector's root, the pointer only names it.
    for (link, target) in Self.links(of: id).reversed() where try directory.status(FileName(link)) == nil {
      try DirectoryChange.makeSymlink(FileName(link), to: target, in: directory, lease)
    }
  }

  private func removeProfile(_ id: GenerationID, removed: () -> Void) throws(SystemError) {
    guard try root.status(Self.profiles, followingLinks: true) != nil else { return }
    let directory = try root.openDirectory(Self.profiles)
    for (link, target) in Self.links(of: id) where try directory.status(FileName(link)) != nil {
      try DirectoryChange.removeSymlink(FileName(link), to: target, in: directory, lease)
      removed()
    }
  }
}
