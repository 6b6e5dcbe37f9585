import Formats

/// Which files a plan may replace by a copy from the store: kernels, initrds without secrets and device trees of ours,
/// and the loader's own program and fallback where no other loader has taken its place.
struct CopySafeguards {
  private let snapshot: Snapshot
  private let program: LoaderProgram?

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    let loader = BootLoaders.present(in: snapshot)
    program = snapshot.firmwareArchitecture.map { loader.program(for: $0) }
  }

  /// Why `file` must not be replaced by a copy of `source`, nil when it may.
  func problem(recopying file: AttributedFile, from source: StoreFile) -> (Invariant, String)? {
    guard source.bytes != nil else { return (.feasible, "\(source.path) is not in the store") }
    if let damage = source.damage { return (.feasible, "its store file \(source.path) \(damage)") }
    switch file.kind {
    case .kernel, .devicetree: return nameProblem(file, source)
    case .initrd, .secrets:
      return carriesSecrets(file)
        ? (.feasible, "it carries secrets that only the installer can put there") : nameProblem(file, source)
    case .loader: return loaderProblem(file)
    case .uki, .entry, .config, .marker, .temporary, .orphan, .foreign, .unknown, .directory:
      return (.foreignUntouched, file.because)
    }
  }

  /// The installer gives every copy a name of its own, so under another's name lies another file.
  private func nameProblem(_ file: AttributedFile, _ source: StoreFile) -> (Invariant, String)? {
    let path = file.item.path
    if path.isDirectlyIn("/EFI/nixos") {
      if source.bootFileName.map(VolumePath.fold) == path.folded.name { return nil }
      // The digest in this name tells nothing here; every system that uses the file must say that it is this one.
      let systems = (file.usedBy.map(\.use) + file.wantedBy).map(toplevel)
      if BootFileName(path.name) == .secretInitrd, !systems.isEmpty,
        systems.allSatisfy({ $0?.initrd == source })
      {
        return nil
      }
    }
    return (.foreignUntouched, "it is not the installer's copy of \(source.path)")
  }

  private func toplevel(_ use: EntryUse) -> Toplevel? {
    let generation = snapshot.generation(use.generation)?.toplevel
    guard let name = use.specialisation else { return generation }
    return generation?.specialisations.first { $0.name == name }?.toplevel
  }

  /// True when a system that uses the file appends something to it.
  func carriesSecrets(_ file: AttributedFile) -> Bool {
    (file.usedBy.map(\.use) + file.wantedBy).contains { toplevel($0)?.appendsSecrets ?? true }
  }

  private func loaderProblem(_ file: AttributedFile) -> (Invariant, String)? {
    let path = file.item.path
    guard let program, path.isAt(program.path) || program.fallbackPath.map(path.isAt) == true else {
      return (.foreignUntouched, "it is no program that this machine's loader installs")
    }
    guard let product = snapshot.chain?.programs[path]?.product, product != program.product else {
      return nil
    }
    return (.foreignUntouched, "another boot loader has taken this place")
  }
}
