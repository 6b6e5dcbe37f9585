import BootCore
import Formats

/// The store paths of a sketched generation, and what is read behind its link.
struct SystemLayout {
  let machine: SketchedMachine

  /// The store path of its toplevel, or of one of its specialisations'.
  static func toplevel(of generation: SketchedGeneration, specialisation: String? = nil) -> String {
    let system = generation.system
    let host = generation.isOther ? "other" : "machine"
    let label = specialisation.map { "\(system.label)-\($0)" } ?? system.label
    let seed = "toplevel \(system.seed) \(specialisation ?? "")"
    return StoreName.path(seed, name: "nixos-system-\(host)-\(label)")
  }

  /// The store path of a kernel, an initrd or a device tree.
  func storePath(_ file: SketchedStoreFile) -> String {
    let seed = "\(file.kind.rawValue) \(file.tag)"
    return switch file.kind {
    case .kernel: StoreName.path(seed, name: "linux-\(file.version)") + "/bzImage"
    case .initrd: StoreName.path(seed, name: "initrd-linux-\(file.version)") + "/initrd"
    case .tree: StoreName.path(seed, name: "device-tree") + "/board.dtb"
    }
  }

  func storeFile(_ kind: SketchedStoreFile.Kind, _ tag: String) -> StoreFile {
    let file = machine.storeFile(kind, tag)
    return StoreFile(path: storePath(file), bytes: file.isGone ? nil : file.bytes)
  }

  /// The whole system of `generation`, whether or not it can be read on the machine.
  func system(of generation: SketchedGeneration) -> Toplevel {
    var toplevel = toplevel(generation, nil, generation.system.kernel, generation.system.initrd)
    toplevel.specialisations = generation.system.specialisations.map { one in
      Specialisation(name: one.name, toplevel: self.toplevel(generation, one.name, one.kernel, one.initrd))
    }
    return toplevel
  }

  private func toplevel(
    _ generation: SketchedGeneration, _ name: String?, _ kernel: String, _ initrd: String?
  ) -> Toplevel {
    let path = Self.toplevel(of: generation, specialisation: name)
    let version = machine.storeFile(.kernel, kernel).version
    let label = name.map { "\(generation.system.label)-\($0)" } ?? generation.system.label
    let hasSecrets = initrd.map { machine.storeFile(.initrd, $0).secrets != nil } ?? false
    var system = Toplevel(
      path: path, label: "NixOS \(label) (Linux \(version))", kernelVersion: version,
      kernel: storeFile(.kernel, kernel), initrd: initrd.map { storeFile(.initrd, $0) },
      initrdSecrets: hasSecrets ? path + "/append-initrd-secrets" : nil,
      devicetree: generation.system.tree.map { storeFile(.tree, $0) },
      kernelParams: ["loglevel=4"], sortKey: generation.system.sortKey,
      system: generation.system.builtFor)
    system.initProblem = generation.initProblem
    system.extraInitrds = generation.form.furtherInitrds
    system.secretInitrdName = system.secretInitrdText.map {
      Toplevel.secretInitrdName(digest: SHA256.hex(of: $0))
    }
    return system
  }

  /// The store path that its link names.
  static func linkTarget(of generation: SketchedGeneration) -> String {
    guard generation.isWrapped else { return toplevel(of: generation) }
    let seed = "wrapper \(generation.system.seed)"
    return StoreName.path(seed, name: "activatable-nixos-system-machine-\(generation.system.label)")
  }

  func contents(of generation: SketchedGeneration) -> Generation.Contents {
    switch generation.contents {
    case .whole: .whole(system(of: generation))
    case .synthesized: .whole(Self.withoutExtensions(system(of: generation)))
    case .dangling: .dangling
    case .unreadable: .unreadable(why: "its boot.json is malformed", .damaged)
    }
  }

  /// What only a boot.json can say is not known of a system without one.
  private static func withoutExtensions(_ system: Toplevel) -> Toplevel {
    var copy = system
    copy.devicetree = nil
    copy.sortKey = nil
    // The directory that its kernel's version is read from.
    copy.modulesVersion = system.kernelVersion ?? "6.12"
    copy.extraInitrds = []
    copy.specialisations = system.specialisations.map {
      Specialisation(name: $0.name, toplevel: withoutExtensions($0.toplevel))
    }
    return copy
  }
}
