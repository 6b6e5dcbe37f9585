import BootCore
import Formats

/// Remedies in words, for one system: where its / and its boot volumes are decides what is to be typed.
///
/// In a rescue shell the system that runs is another than the one that was looked at, and what somebody is told to type
/// there must not change the wrong one.
struct RemedyWords: Hashable {
  /// Where its / is mounted.
  var root: String
  /// Options that say where its boot volumes are.
  var options: [String]
  /// By role; empty where nobody looked.
  private var volumes: [VolumeRole: Place] = [:]

  private struct Place: Hashable {
    var mountPoint: String
    var partition: String?
    var isFAT: Bool
  }

  init(root: String, options: [String] = []) {
    // A word that begins with a dash would be taken for an option.
    self.root = root.utf8.first == 0x2D ? "./" + root : root
    self.options = options
  }

  /// The same for a system that was looked at, whose volumes are known by then.
  func knowing(_ snapshot: Snapshot) -> RemedyWords {
    var words = self
    for volume in snapshot.volumes {
      words.volumes[volume.role] = Place(
        mountPoint: volume.mountPoint, partition: volume.partitionUUID, isFAT: volume.isFAT)
    }
    return words
  }

  /// A piece of what is said: a command is a line of its own, to be copied whole.
  enum Line: Hashable {
    case text(String)
    case command(String)
  }

  // MARK: Whole remedies

  /// The commands of the best way, in order; what a person has to do between them is not among them.
  func commands(_ remedy: Remedy) -> [String] {
    (remedy.ways.first?.acts ?? []).flatMap(lines).compactMap { line in
      if case .command(let command) = line { return command }
      return nil
    }
  }

  /// All in one sentence, for documents and monitoring.
  func sentence(_ remedy: Remedy) -> String {
    let ways = remedy.ways.map { way in
      var said = ""
      var endsInWords = false
      for (index, line) in way.acts.flatMap(lines).enumerated() {
        switch line {
        case .text(let text): said += (index == 0 ? "" : "; then ") + text
        // Words lead over to the command that stands below them.
        case .command(let command): said += (index == 0 ? "" : endsInWords ? ": " : "; then ") + command
        }
        if case .text = line { endsInWords = true } else { endsInWords = false }
      }
      return said + (way.note.map { " (\($0))" } ?? "")
    }
    return ways.joined(separator: "; or ") + (remedy.condition.map { "; nothing, if \($0)" } ?? "")
  }

  /// A remedy's part of a document.
  func members(_ remedy: Remedy) -> [JSON.Member] {
    [
      JSON.Member(name: "remedy", value: .string(sentence(remedy))),
      JSON.Member(name: "commands", value: .strings(commands(remedy))),
      JSON.Member(name: "forPerson", value: .boolean(remedy.isForPerson)),
    ]
  }

  /// Below what is wrong. Text is broken to the width, a command never.
  func page(_ remedy: Remedy, columns: Int?) -> Page {
    var page = Page()
    for (index, way) in remedy.ways.enumerated() {
      let condition = index == 0 ? remedy.condition.map { ", unless \($0)" } ?? "" : ""
      var title = (index == 0 ? "fix" : "or") + condition
      for part in parts(way) {
        let head = StyledText("  \(title):", .dim)
        let text = StyledText(part.text)
        page.add(
          text.isEmpty ? Page([head]) : Wrapping.lines(head + StyledText(" "), text, columns: columns))
        for command in part.commands { page.add(StyledText("      " + command)) }
        title = "then"
      }
    }
    return page
  }

  /// Words and the commands below them.
  private func parts(_ way: Remedy.Way) -> [(text: String, commands: [String])] {
    var parts: [(text: String, commands: [String])] = [(way.note ?? "", [])]
    for line in way.acts.flatMap(lines) {
      let last = parts.count - 1
      switch line {
      case .command(let command): parts[last].commands.append(command)
      case .text(let text):
        if parts[last].commands.isEmpty {
          parts[last].text += (parts[last].text.isEmpty ? "" : "; ") + text
        } else {
          parts.append((text, []))
        }
      }
    }
    return parts
  }

  // MARK: Acts

  private func lines(_ act: Remedy.Act) -> [Line] {
    switch act {
    case .lifeboot(let verb, let words):
      return [command(["lifeboot", verb.rawValue] + (isRunning ? [] : ["--root", root]) + options + words)]
    case .rescue(let verb, let words): return [command(["lifeboot", "rescue", verb.rawValue] + words)]
    case .rebuild:
      return isRunning
        ? [command(["lifeboot", "rebuild"] + options + ["--apply"])]
        : [command(["lifeboot", "rescue", "rebuild", "--at", root] + options + ["--apply"])]
    case .mount(let place): return mount(place)
    case .unmount(let place): return [command(["umount", inside(place)])]
    case .checkFileSystem(let place): return check(place)
    case .delete(let path): return delete(path)
    case .deleteName(let path): return [command(["rm", inside(path)])]
    case .mendStore: return [command(["nix-store"] + store + ["--verify", "--check-contents", "--repair"])]
    case .setAside(let directory, let name):
      return [command(["mv", inside("\(directory)/\(name)"), inside("\(directory)/aside-\(name)")])]
    case .switchGeneration(let profile, let number):
      return [command(["nix-env", "-p", inside(profile), "--switch-generation", "\(number)"])]
    case .deleteGeneration(let profile, let number):
      return [command(["nix-env", "-p", inside(profile), "--delete-generations", "\(number)"])]
    case .setProfile(let profile, let system):
      return [command(["nix-env"] + store + ["-p", inside(profile), "--set", system])]
    case .firmware(let words): return [command(["efibootmgr"] + words)]
    case .clear(let variable): return clear(variable)
    case .deleteDumps:
      return [.command("rm \(ShellWord.quoted(inside("/sys/firmware/efi/efivars")))/dump-*")]
    case .here(let words): return [command(words)]
    case .person(let text): return [.text(text)]
    }
  }

  /// What says Nix's programs which store is meant.
  private var store: [String] { isRunning ? [] : ["--store", root] }

  private var isRunning: Bool { root == "/" }

  private func inside(_ path: String) -> String { isRunning ? path : path == "/" ? root : root + path }

  private func command(_ words: [String]) -> Line {
    .command(words.map(ShellWord.quoted).joined(separator: " "))
  }

  private func place(at mountPoint: String) -> Place? { volumes.values.first { $0.mountPoint == mountPoint } }

  /// The running system's own fstab knows the device. That of another one speaks of the running one's directories.
  private func mount(_ mountPoint: String) -> [Line] {
    if isRunning { return [command(["mount", mountPoint])] }
    guard let partition = place(at: mountPoint)?.partition else {
      return [
        .text("mount its boot partition at \(inside(mountPoint)); which one that is, tells"),
        command(["lifeboot", "rescue", "find"]),
      ]
    }
    return [command(["mount", "PARTUUID=" + partition, inside(mountPoint)])]
  }

  private func check(_ mountPoint: String) -> [Line] {
    let place = place(at: mountPoint)
    let program = place?.isFAT ?? true ? "fsck.fat" : "fsck"
    guard let partition = place?.partition else {
      return [
        .text(
          "unmount \(inside(mountPoint)), check its device with \(program) -a, and mount it again; the device is"
        ),
        command(["findmnt", "--noheadings", "--output", "SOURCE", inside(mountPoint)]),
      ]
    }
    return [
      command(["umount", inside(mountPoint)]),
      command([program, "-a", "/dev/disk/by-partuuid/" + partition]),
    ] + mount(mountPoint)
  }

  private func delete(_ path: VolumePath) -> [Line] {
    guard let mountPoint = volumes[path.volume]?.mountPoint else { return [.text("delete \(path)")] }
    return [command(["rm", inside((mountPoint == "/" ? "" : mountPoint) + "\(path)")])]
  }

  /// `bootctl` wants a machine that systemd-boot started, which a rescue medium often is not.
  private func clear(_ variable: LoaderVariable) -> [Line] {
    let verb = "set-" + variable.rawValue.dropFirst("LoaderEntry".utf8.count).lowercased()
    if isRunning { return [.command("bootctl \(verb) \"\"")] }
    let file =
      inside("/sys/firmware/efi/efivars") + "/\(variable.rawValue)-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
    return [command(["chattr", "-i", file]), command(["rm", file])]
  }
}

extension GlobalOptions {
  var remedyWords: RemedyWords { RemedyWords(root: root, options: volumeWords) }

  /// Where the boot volumes are, as the user said it.
  var volumeWords: [String] {
    let esp = espPath.map { ["--esp-path", $0] } ?? []
    return esp + (bootPath.map { ["--boot-path", $0] } ?? [])
  }
}
