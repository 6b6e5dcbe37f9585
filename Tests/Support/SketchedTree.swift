import BootCore
import Formats

#if canImport(Glibc)
  import Glibc
#endif

/// How the files of a tree are filled.
public enum TreeContents: Sendable {
  /// Every byte is written.
  case bytes
  /// Large files are holes of their size: quick to make, all equal.
  case sparse
}

extension MachineSketch {
  /// Makes the machine as a real tree below `directory`, which must be there: store, profiles, boot volumes as
  /// plain directories, `/run`, `/etc/machine-id`, marks, installer, and EFI variables below
  /// `/sys/firmware/efi/efivars`. Nothing there is mounted, so a scan has to be told `--boot-path`.
  ///
  /// - Throws: `SketchError` with what the kernel said.
  public func write(to directory: String, contents: TreeContents = .bytes) throws(SketchError) {
    let tree = SketchedTree(root: directory, contents: contents)
    try tree.write(self)
  }
}

/// Writes files, links and times with plain C calls, so that a test does not use what it tests.
struct SketchedTree {
  let root: String
  let contents: TreeContents

  func write(_ sketch: MachineSketch) throws(SketchError) {
    let machine = sketch.machine
    for volume in machine.volumes { try makeDirectory(volume.mountPoint) }
    for file in sketch.layout.files {
      guard let volume = machine.volumes.first(where: { $0.role == file.path.volume }) else { continue }
      try write(file.content, to: volume.mountPoint + file.path.description)
    }
    try StoreTree(tree: self, machine: machine).write()
    try writeProfiles(sketch.snapshot)
    try writeFacts(sketch.snapshot)
    try EFIVariableTree(tree: self, firmware: machine.firmware).write()
  }

  private func writeProfiles(_ snapshot: Snapshot) throws(SketchError) {
    for profile in snapshot.profiles {
      for generation in profile.generations {
        let path = "\(profile.directory)/\(generation.linkName)"
        try link(path, to: generation.id.toplevel, modified: generation.created)
        // As Nix registers each link that it makes; the name there is a digest.
        let root = "\(profile.name)-\(generation.id.number)"
        try link("/nix/var/nix/gcroots/auto/\(root)", to: path)
      }
      for generation in profile.generations {
        for holder in snapshot.holders[generation.id] ?? [] {
          try link(holder, to: "\(profile.directory)/\(generation.linkName)")
        }
      }
      for stray in profile.strays { try link("\(profile.directory)/\(stray)", to: "/nix/store/stray") }
      switch profile.pointer {
      case .missing: break
      case .odd(let text): try link("\(profile.directory)/\(profile.name)", to: text)
      case .generation(let number):
        try link("\(profile.directory)/\(profile.name)", to: "\(profile.name)-\(number)-link")
      }
    }
  }

  private func writeFacts(_ snapshot: Snapshot) throws(SketchError) {
    try makeDirectory("/run")
    if let booted = snapshot.running.booted { try link("/run/booted-system", to: booted) }
    if let activated = snapshot.running.activated { try link("/run/current-system", to: activated) }
    if let id = snapshot.machineID { try write(.text(id + "\n"), to: "/etc/machine-id") }
    try makeDirectory("/etc")
    try write(.text(""), to: "/etc/NIXOS")
    var lines: [String] = []
    for (id, marks) in snapshot.marks {
      lines += marks.map { "\($0.rawValue) \(id.profile) \(id.number) \(id.toplevel)\n" }
    }
    if !lines.isEmpty { try write(.text(lines.sorted().joined()), to: "/var/lib/lifeboot/marks") }
  }

  // MARK: Calls

  func makeDirectory(_ path: String) throws(SketchError) {
    var made = root
    for name in path.split(separator: "/") {
      made += "/" + name
      if mkdir(made, 0o755) != 0 && errno != EEXIST { throw failure("mkdir", made) }
    }
  }

  func link(_ path: String, to target: String, modified: Int64? = nil) throws(SketchError) {
    try makeParent(path)
    guard symlink(target, root + path) == 0 else { throw failure("symlink", path) }
    guard let modified else { return }
    let time = timespec(tv_sec: Int(modified), tv_nsec: 0)
    guard utimensat(AT_FDCWD, root + path, [time, time], AT_SYMLINK_NOFOLLOW) == 0 else {
      throw failure("utimensat", path)
    }
  }

  func write(_ content: FileContent, to path: String, isProgram: Bool = false) throws(SketchError) {
    try makeParent(path)
    let descriptor = open(root + path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, isProgram ? 0o755 : 0o644)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    switch (content, contents) {
    case (.bytes(let bytes), _): try write(bytes, descriptor, path)
    case (_, .bytes): try write(content.materialized(), descriptor, path)
    case (.altered(let seed, let bytes), .sparse):
      try writeHead(seed, bytes, descriptor, path)
      guard pwrite(descriptor, [0x55], 1, Int(bytes / 2)) == 1 else { throw failure("pwrite", path) }
    case (.noise(let seed, _), .sparse), (.grown(let seed, _, _), .sparse):
      try writeHead(seed, content.count, descriptor, path)
    }
  }

  /// A hole behind a head that tells it from what a power cut leaves.
  private func writeHead(
    _ seed: String, _ count: UInt64, _ descriptor: Int32, _ path: String
  ) throws(SketchError) {
    let head = FileContent.noise(seed: seed, bytes: min(count, 0x200)).materialized()
    try write(head, descriptor, path)
    guard ftruncate(descriptor, Int(count)) == 0 else { throw failure("ftruncate", path) }
  }

  private func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(SketchError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw failure("write", path) }
      rest = rest.dropFirst(count)
    }
  }

  private func makeParent(_ path: String) throws(SketchError) {
    guard let slash = path.lastIndex(of: "/") else { return }
    try makeDirectory(String(path[..<slash]))
  }

  private func failure(_ call: String, _ path: String) -> SketchError {
    SketchError(line: 0, "\(call) \(path): errno \(errno)")
  }
}
