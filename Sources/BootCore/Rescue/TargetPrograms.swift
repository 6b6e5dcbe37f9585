/// Programs of a target, run inside it with what its own shells would have.
public struct TargetPrograms: Sendable, Hashable {
  /// Where the system is mounted; `/` is the running one, whose programs need no chroot.
  public var root: String
  /// The generation whose programs run, a store path.
  public var toplevel: String

  public init(root: String, toplevel: String) {
    self.root = root
    self.toplevel = toplevel
  }

  /// The system that runs here is not left.
  public var isRunning: Bool { root == "/" }

  /// A program of the system, by its own path.
  ///
  /// - Parameter environment: what it needs beside what is there.
  public func call(_ words: [String], environment: [String: String] = [:]) -> ProgramCall {
    ProgramCall((isRunning ? [] : ["chroot", root]) + words, environment: environment)
  }

  /// A command by its name, which the system's own login shell finds.
  public func command(_ words: [String]) -> ProgramCall {
    if isRunning { return ProgramCall(words) }
    return call([bash, "--login", "-c", "exec \"$@\"", "lifeboot"] + words, environment: usual)
  }

  /// A line for the system's own login shell.
  public func line(_ text: String) -> ProgramCall {
    isRunning ? ProgramCall(["bash", "-c", text]) : call([bash, "--login", "-c", text], environment: usual)
  }

  /// A login shell.
  public var shell: ProgramCall { call([bash, "--login"], environment: usual) }

  private var bash: String { toplevel + "/sw/bin/bash" }

  /// As nixos-enter has it: activation happens in a chroot, and no directory for temporary files of the outside.
  private var usual: [String: String] {
    ["TMPDIR": "", "LOCALE_ARCHIVE": "\(toplevel)/sw/lib/locale/locale-archive", "IN_NIXOS_ENTER": "1"]
  }

  /// Makes /etc, the users and /run/current-system of the generation. What fails in it is said; the boot loader's
  /// installer needs little of it.
  public var activation: RescueStep {
    RescueStep(
      call([toplevel + "/activate"], environment: usual),
      because: "the files in /etc and /run that programs expect", mayFail: true)
  }
}

/// Makes names of hosts work inside a target for as long as somebody works there.
public struct NameResolution: Sendable, Hashable {
  /// What is found where the target's resolv.conf should be.
  public enum Place: Sendable, Hashable {
    /// A file; the path inside the target without links.
    case file(String)
    /// A link to this path, where nothing is yet.
    case danglingLink(String)
    case missing
    /// A link that leads to nothing and whose place cannot be made without changing the target.
    case unusable
  }

  /// The host's own file without links; nil where it has none.
  public var source: String?
  public var place: Place

  public init(source: String?, place: Place) {
    self.source = source
    self.place = place
  }

  /// The host's file is laid over the target's. The target's own is not written to, so there is nothing to put back;
  /// only where there is none is one made, and removed again.
  public func steps(target: String) -> RescuePlan {
    guard let source else {
      return RescuePlan(notes: ["this machine has no /etc/resolv.conf, so names are not resolved"])
    }
    switch place {
    case .file(let path): return RescuePlan(steps: [bind(source, target + path)])
    case .missing:
      return RescuePlan(
        steps: Self.made(target + "/etc/resolv.conf") + [bind(source, target + "/etc/resolv.conf")])
    case .danglingLink(let path):
      // /run is in memory, and goes with the rest.
      let parent = path.split(separator: "/").dropLast().joined(separator: "/")
      let directory = RescueStep(
        ["mkdir", "-p", "\(target)/\(parent)"], because: "where the target's resolv.conf leads")
      return RescuePlan(steps: [directory] + Self.made(target + path) + [bind(source, target + path)])
    case .unusable:
      return RescuePlan(notes: [
        "the target's /etc/resolv.conf leads nowhere, so names are not resolved in it"
      ])
    }
  }

  private static func made(_ path: String) -> [RescueStep] {
    [
      RescueStep(
        ["touch", path], undo: [["rm", "-f", path]], isDone: .file(path), because: "a place for resolv.conf")
    ]
  }

  private func bind(_ source: String, _ path: String) -> RescueStep {
    RescueStep(
      ["mount", "--bind", source, path], undo: [["umount", path]], isDone: .mounted(path),
      because: "names of hosts, by this machine's resolv.conf", mayFail: true)
  }
}
