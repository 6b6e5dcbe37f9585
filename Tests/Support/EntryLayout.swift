import BootCore
import Formats

/// The boot entries of a sketched generation to the byte, as each era's installer writes them
/// (nixos-boot-facts 3.2.2). Written without BootCore's own writer, so that each can be held against the other.
struct EntryLayout {
  let machine: SketchedMachine
  let generation: SketchedGeneration

  struct Entry {
    /// Nil for the generation's own.
    var specialisation: String?
    /// Without a boot counter.
    var id: String
    var fileName: String
    var text: String
  }

  /// Its own entry, then those of its specialisations.
  var entries: [Entry] {
    let system = SystemLayout(machine: machine).system(of: generation)
    return [entry(nil, system)] + system.specialisations.map { entry($0.name, $0.toplevel) }
  }

  private func entry(_ specialisation: String?, _ system: Toplevel) -> Entry {
    let text = text(specialisation, system)
    let id = id(specialisation, text)
    return Entry(specialisation: specialisation, id: id, fileName: counted(id), text: text)
  }

  private func id(_ specialisation: String?, _ text: String) -> String {
    if generation.era == .d { return "nixos-\(SHA256.hex(of: Array(text.utf8))).conf" }
    let profile = generation.profile == "system" ? "" : "-\(generation.profile)"
    let inside = specialisation.map { "-specialisation-\($0)" } ?? ""
    return "nixos\(profile)-generation-\(generation.number)\(inside).conf"
  }

  private func counted(_ id: String) -> String {
    guard let counter = generation.counter else { return id }
    let done = counter.done.map { "-\($0)" } ?? ""
    return "\(id.dropLast(".conf".count))+\(counter.left)\(done).conf"
  }

  private func text(_ specialisation: String?, _ system: Toplevel) -> String {
    let directory = generation.era == .a ? "/efi/nixos" : "/EFI/nixos"
    var title = "title NixOS"
    if generation.profile != "system" { title += " [\(generation.profile)]" }
    if let specialisation { title += " (\(specialisation))" }
    let files = EntryFiles(machine: machine, generation: generation, system: system)
    var lines = ["linux \(directory)/\(kernel ?? files.kernel)"]
    var options = "options init=\(system.path)/init \(system.kernelParams.joined(separator: " "))"
    if let initrd = files.initrd, !generation.form.lacksInitrd {
      let path = "\(directory)/\(initrd)"
      if generation.form.movesInitrd {
        options += " initrd=" + path.split(separator: "/").map { "\\" + $0 }.joined()
      } else {
        lines.append("initrd \(path)")
      }
    }
    lines += generation.furtherLines
    if generation.era == .d { lines += generation.form.furtherInitrds.map { "initrd /\($0)" } }
    lines.append(([options] + generation.form.moreOptions).joined(separator: " "))
    lines += generation.form.moreLines
    let id = generation.isOther ? SketchedMachine.otherMachineID : machine.machineID
    if let id { lines.append("machine-id \(id)") }
    if let tree = files.tree { lines.append("devicetree \(directory)/\(tree)") }
    let key = "sort-key \(system.sortKey ?? "nixos")"
    switch generation.era {
    case .a: return ([title, version(system)] + lines).joined(separator: "\n") + "\n"
    case .b, .c: return ([title, key, version(system)] + lines).joined(separator: "\n") + "\n"
    case .d: return ([title, version(system)] + lines + [key]).joined(separator: "\n")
    }
  }

  /// The kernel of another system.
  private var kernel: String? {
    generation.form.kernel.map { tag in
      EntryFiles.name(SystemLayout(machine: machine).storePath(machine.storeFile(.kernel, tag)))
    }
  }

  private func version(_ system: Toplevel) -> String {
    let day = SketchedDay.text(generation.created ?? machine.now)
    guard generation.era == .a else {
      return "version Generation \(generation.number) \(system.label), built on \(day)"
    }
    let label = system.label.split(separator: " ").dropFirst().first ?? ""
    return "version Generation \(generation.number) NixOS \(label), "
      + "Linux Kernel \(system.kernelVersion ?? ""), Built on \(day)"
  }
}

/// The names below `EFI/nixos` that an entry of one system needs (nixos-boot-facts 3.2.3).
struct EntryFiles {
  let kernel: String
  let initrd: String?
  let tree: String?
  /// The initrd's bytes end with secrets.
  let hasSecrets: Bool

  init(machine: SketchedMachine, generation: SketchedGeneration, system: Toplevel) {
    kernel = Self.name(system.kernel.path)
    tree = system.devicetree.map { Self.name($0.path) }
    hasSecrets = system.initrdSecrets != nil
    guard let path = system.initrd?.path else {
      initrd = nil
      return
    }
    guard let appender = system.initrdSecrets, generation.era == .d else {
      initrd = Self.name(path)
      return
    }
    let text = "EFI/nixos/\(Self.name(path))\nEFI/nixos/\(Self.name(appender))"
    initrd = "\(SHA256.hex(of: Array(text.utf8)))-initrd.efi"
  }

  /// The store directory, a hyphen and the last name: what lies between plays no part.
  static func name(_ storePath: String) -> String {
    let parts = storePath.dropFirst(StoreName.store.count + 1).split(separator: "/")
    guard let first = parts.first, let last = parts.last else { return "" }
    return parts.count == 1 ? "\(first).efi" : "\(first)-\(last).efi"
  }
}
