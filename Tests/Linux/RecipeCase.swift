import Glibc
import Linux
import Support
import Testing

/// A recipe of Writing/ on a small directory, and the states it may leave.
struct RecipeCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// What is there before: names and contents; a name that ends in "/" is a directory, contents "-> X" a
  /// link.
  let before: [String: String]
  let arguments: [String]
  /// The same when it is done.
  let after: [String: String]
  /// What else a crash may leave, besides before and after; left-overs with names of ours are not counted.
  var between: [[String: String]] = []
  /// The calls it consists of, as the fault library traces them.
  let calls: [String]
  /// How to finish from a state in `between`.
  var remedy: [String]?

  var testDescription: String { name }

  /// A temporary, whole and durable.
  private static let stage = [
    "create LB000000.TMP", "fallocate LB000000.TMP", "fsync dir", "fsync LB000000.TMP", "write LB000000.TMP",
    "fsync LB000000.TMP",
  ]

  /// The temporary takes the name of a file that is there.
  private static func rename(_ name: String) -> [String] {
    ["renameat LB000000.TMP \(name)", "fsync dir", "fsync \(name)"]
  }

  static let all = [
    RecipeCase(
      name: "create", before: [:], arguments: ["create", "nixos-1.conf", "title"],
      after: ["nixos-1.conf": "title"],
      calls: stage + ["renameat2 LB000000.TMP nixos-1.conf", "fsync dir", "fsync nixos-1.conf"]),
    RecipeCase(
      name: "create where a crash left an empty file", before: ["nixos-1.conf": ""],
      arguments: ["create", "nixos-1.conf", "title"], after: ["nixos-1.conf": "title"],
      calls: stage + rename("nixos-1.conf")),
    RecipeCase(
      name: "copy", before: [:], arguments: ["copy", "kernel", "@source"], after: ["kernel": "source"],
      calls: stage + ["renameat2 LB000000.TMP kernel", "fsync dir", "fsync kernel"]),
    RecipeCase(
      name: "remove", before: ["nixos-1.conf": "title", "other": "x"], arguments: ["remove", "nixos-1.conf"],
      after: ["other": "x"],
      calls: ["unlinkat nixos-1.conf", "fsync dir", "free nixos-1.conf", "fsync dir"]),
    RecipeCase(
      name: "replace in place", before: ["loader.conf": "default a\n"],
      arguments: ["replace", "loader.conf", "new"], after: ["loader.conf": "new\n\n\n\n\n\n\n"],
      calls: ["pwrite loader.conf", "fsync loader.conf"]),
    RecipeCase(
      name: "replace by a longer file", before: ["loader.conf": "old"],
      arguments: ["replace", "loader.conf", "longer"], after: ["loader.conf": "longer"],
      calls: stage + rename("loader.conf") + ["free loader.conf", "fsync dir"]),
    RecipeCase(
      name: "replace by a copy", before: ["kernel": "broken"], arguments: ["recopy", "kernel", "@source"],
      after: ["kernel": "source"], calls: stage + rename("kernel") + ["free kernel", "fsync dir"]),
    RecipeCase(
      name: "make a directory", before: [:], arguments: ["mkdir", "entries"], after: ["entries/": ""],
      calls: ["mkdirat entries", "fsync entries", "fsync dir"]),
    RecipeCase(
      name: "remove a directory", before: ["entries/": ""], arguments: ["rmdir", "entries"], after: [:],
      calls: ["unlinkat entries", "fsync dir", "free entries", "fsync dir"]),
    RecipeCase(
      name: "make a link", before: [:], arguments: ["symlink", "system-1-link", "/nix/store/a"],
      after: ["system-1-link": "-> /nix/store/a"], calls: ["symlinkat system-1-link", "fsync dir"]),
    RecipeCase(
      name: "remove a link", before: ["system-1-link": "-> /nix/store/a"],
      arguments: ["unsymlink", "system-1-link", "/nix/store/a"], after: [:],
      calls: ["unlinkat system-1-link", "fsync dir"]),
    RecipeCase(
      name: "append", before: ["log": "one\n"], arguments: ["append", "@dir/log", "two"],
      after: ["log": "one\ntwo\n"], calls: ["create log", "write log", "fsync log"]),
    RecipeCase(
      name: "append to a full log", before: ["log": String(repeating: "x", count: 64)],
      arguments: ["append", "@dir/log", "two"],
      after: ["log": "two\n", "log.1": String(repeating: "x", count: 64)],
      between: [
        ["log.1": String(repeating: "x", count: 64)],
        ["log": "", "log.1": String(repeating: "x", count: 64)],
      ], calls: ["renameat log log.1", "create log", "write log", "fsync log", "fsync dir"],
      remedy: ["append", "@dir/log", "two"]),
  ]
}

/// A directory with the state of a case, on which recipes run in processes of their own.
struct RecipeBench {
  /// The directory that recipes work on, on a volume of its own as it were.
  private static let place = "volume/dir"
  let scratch: Scratch

  /// In memory unless a place is given, because syncing takes its time on a disk.
  init(_ state: [String: String], in place: String = "/dev/shm") {
    scratch = Scratch(in: access(place, W_OK) == 0 ? place : "/tmp")
    scratch.directory(Self.place)
    scratch.file("source", "source")
    for (name, contents) in state {
      if name.hasSuffix("/") {
        scratch.directory(Self.place + "/" + name)
      } else if contents.hasPrefix("-> ") {
        scratch.link(Self.place + "/" + name, to: String(contents.dropFirst(3)))
      } else {
        scratch.file(Self.place + "/" + name, contents)
      }
    }
  }

  /// The state now, without left-overs.
  var state: [String: String] { contents { !OwnedName.contains(FileName($0)) } }
  var leftOvers: [String] { scratch.names(Self.place).filter { OwnedName.contains(FileName($0)) } }

  private func contents(where wanted: (String) -> Bool) -> [String: String] {
    var found: [String: String] = [:]
    for name in scratch.names(Self.place) where wanted(name) {
      var status = stat()
      lstat(scratch.at(Self.place + "/" + name), &status)
      switch status.st_mode & S_IFMT {
      case S_IFDIR: found[name + "/"] = ""
      case S_IFLNK: found[name] = "-> " + Scratch.target(of: scratch.at(Self.place + "/" + name))
      default: found[name] = scratch.text(Self.place + "/" + name)
      }
    }
    return found
  }

  /// Runs a recipe, with a fault if one is given.
  func run(_ arguments: [String], fault: String? = nil, trace: String? = nil) -> Program.Outcome {
    let words = arguments.map {
      $0 == "@source"
        ? scratch.at("source") : $0.hasPrefix("@dir") ? scratch.at("volume/" + $0.dropFirst()) : $0
    }
    var environment = ["DISK_RECIPES_LOCK": scratch.at("lock")]
    if fault != nil || trace != nil {
      environment.merge(
        FaultLibrary.environment(
          FaultLibrary.path ?? "", fault: fault, under: scratch.at("volume"), trace: trace)
      ) { _, new in new }
    }
    return Program.run([Self.program, scratch.at(Self.place)] + words, environment: environment)
  }

  private static let program: String = {
    let parts = Scratch.target(of: "/proc/self/exe").split(separator: "/")
    return parts.dropLast().reduce("") { $0 + "/" + $1 } + "/disk-recipes"
  }()
}
