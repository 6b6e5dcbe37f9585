import BootCore
import Formats

/// Writes the store of a sketched machine: toplevels with their documents, kernels, initrds, the installer.
struct StoreTree {
  let tree: SketchedTree
  let machine: SketchedMachine

  func write() throws(SketchError) {
    try tree.makeDirectory(StoreName.store)
    var written: Set<String> = []
    for generation in machine.generations where !generation.isOther {
      guard generation.link == .linked || generation.link == .unlinked(stored: true) else { continue }
      let system = SystemLayout(machine: machine).system(of: generation)
      guard generation.contents != .dangling, written.insert(system.path).inserted else { continue }
      try write(system, generation)
      if generation.isWrapped { try wrap(system, generation) }
      for inner in system.specialisations { try write(inner.toplevel, generation) }
    }
    try InstallerTree(tree: tree, machine: machine).write()
  }

  private func write(_ system: Toplevel, _ generation: SketchedGeneration) throws(SketchError) {
    let path = system.path
    try tree.makeDirectory(path)
    if generation.initProblem != "is missing" {
      let text = generation.initProblem == nil ? "#!/bin/sh\n" : ""
      try tree.write(.text(text), to: path + "/init", isProgram: true)
    }
    try tree.write(.text(Self.version(system)), to: path + "/nixos-version")
    if let secrets = system.initrdSecrets {
      try tree.write(.text("#!/bin/sh\n"), to: secrets, isProgram: true)
    }
    try writeFiles(generation)
    switch generation.contents {
    case .whole: try tree.write(.text(BootDocument(system).text), to: path + "/boot.json")
    case .synthesized: try writeOldForm(system)
    case .unreadable: try tree.write(.text("{ \"org.nixos.bootspec.v1\": "), to: path + "/boot.json")
    case .dangling: break
    }
    if machine.installerWord != nil, machine.installer.era != .unknown {
      try tree.write(
        .text(InstallerTree.switchScript), to: path + "/bin/switch-to-configuration", isProgram: true)
    }
  }

  /// A directory of links into the system, the boot.json among them.
  private func wrap(_ system: Toplevel, _ generation: SketchedGeneration) throws(SketchError) {
    let path = SystemLayout.linkTarget(of: generation)
    for name in ["boot.json", "init", "nixos-version", "bin"] {
      try tree.link("\(path)/\(name)", to: "\(system.path)/\(name)")
    }
    try tree.write(.text("#!/bin/sh\n"), to: path + "/activate-rs", isProgram: true)
  }

  /// The files that a system without a boot.json is read from (nixos-boot-facts 2.2, "Synthesis rule").
  private func writeOldForm(_ system: Toplevel) throws(SketchError) {
    try tree.write(.text("x86_64-linux"), to: system.path + "/system")
    try tree.write(.text(system.kernelParams.joined(separator: " ")), to: system.path + "/kernel-params")
    try tree.link(system.path + "/kernel", to: system.kernel.path)
    if let initrd = system.initrd { try tree.link(system.path + "/initrd", to: initrd.path) }
    try tree.makeDirectory(system.path + "/kernel-modules/lib/modules/\(system.kernelVersion ?? "6.12")")
    for inner in system.specialisations {
      try tree.link(system.path + "/specialisation/\(inner.name)", to: inner.toplevel.path)
    }
  }

  private func writeFiles(_ generation: SketchedGeneration) throws(SketchError) {
    let system = generation.system
    try write(.kernel, system.kernel)
    if let initrd = system.initrd { try write(.initrd, initrd) }
    if let tree = system.tree { try write(.tree, tree) }
    for inner in system.specialisations {
      try write(.kernel, inner.kernel)
      try write(.initrd, inner.initrd)
    }
  }

  private func write(_ kind: SketchedStoreFile.Kind, _ tag: String) throws(SketchError) {
    let file = machine.storeFile(kind, tag)
    guard !file.isGone else { return }
    let path = SystemLayout(machine: machine).storePath(file)
    try tree.write(.noise(seed: MachineLayout.seed(file), bytes: file.bytes), to: path)
  }

  /// `26.05.42` of `NixOS 26.05.42 (Linux 6.12)`.
  private static func version(_ system: Toplevel) -> String {
    system.label.split(separator: " ").dropFirst().first.map(String.init) ?? ""
  }
}

/// The boot.json of a toplevel (nixos-boot-facts 2.2).
struct BootDocument {
  let text: String

  init(_ system: Toplevel) { text = Self.document(system) }

  private static func document(_ system: Toplevel) -> String {
    var spec = [
      ("init", quoted(system.path + "/init")), ("kernel", quoted(system.kernel.path)),
      ("kernelParams", "[" + system.kernelParams.map(quoted).joined(separator: ",") + "]"),
      ("label", quoted(system.label)), ("system", quoted(system.system ?? "")),
      ("toplevel", quoted(system.path)),
    ]
    if let initrd = system.initrd { spec.append(("initrd", quoted(initrd.path))) }
    if let secrets = system.initrdSecrets { spec.append(("initrdSecrets", quoted(secrets))) }
    var loader: [(String, String)] = []
    if let key = system.sortKey { loader.append(("sortKey", quoted(key))) }
    if let tree = system.devicetree { loader.append(("devicetree", quoted(tree.path))) }
    var members = [("org.nixos.bootspec.v1", object(spec))]
    if !system.extraInitrds.isEmpty {
      let paths = "[" + system.extraInitrds.map(quoted).joined(separator: ",") + "]"
      members.append(("org.nixos.extra-initrd.v1", object([("paths", paths)])))
    }
    return object(
      members + [
        (
          "org.nixos.specialisation.v1",
          object(system.specialisations.map { ($0.name, document($0.toplevel)) })
        ), ("org.nixos.systemd-boot", object(loader)),
      ])
  }

  private static func object(_ members: [(String, String)]) -> String {
    let inside = members.sorted { $0.0 < $1.0 }.map { "\(quoted($0.0)):\($0.1)" }
    return "{" + inside.joined(separator: ",") + "}"
  }

  /// Nothing in a sketch needs an escape but these two.
  private static func quoted(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if character == "\"" || character == "\\" { escaped.append("\\") }
      escaped.append(character)
    }
    return "\"\(escaped)\""
  }
}
