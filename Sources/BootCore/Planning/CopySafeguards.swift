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
    switch file.kind {
    case .kernel, .devicetree: return nil
    case .initrd, .secrets:
      return carriesSecrets(file)
        ? (.feasible, "it carries secrets that only the installer can put there") : nil
    case .loader: return loaderProblem(file)
    case .uki, .entry, .config, .marker, .temporary, .orphan, .foreign, .unknown, .directory:
      return (.foreignUntouched, file.because)
    }
  }

  /// True when a system that uses the file appends something to it.
  func carriesSecrets(_ file: AttributedFile) -> Bool {
    (file.usedBy.map(\.use) + file.wantedBy).contains { use in
      let generation = snapshot.generations.first { $0.id == use.generation }?.toplevel
      let variant = use.specialisation.flatMap { name in
        generation?.specialisations.first { $0.name == name }?.toplevel
      }
      return (use.specialisation == nil ? generation : variant)?.appendsSecrets ?? true
    }
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
