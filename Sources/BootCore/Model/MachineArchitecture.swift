import Formats

/// Which processor this machine has: what the boot loader that lies on it says, and only without one what its
/// systems are built for. A system of another processor can be set as the current one by mistake.
extension Snapshot {
  /// What EFI programs on the boot volumes say of themselves; nil when nobody looked.
  public var programs: [VolumePath: ProgramFacts]? { chain?.programs ?? loaders }

  /// The processors that the boot loaders on this machine are for: systemd-boot under the name that it has for the
  /// very processor that its own head names. The fallback counts where there is nothing else.
  public var loaderArchitectures: Set<Architecture> {
    var own: Set<Architecture> = []
    var fallback: Set<Architecture> = []
    for (path, facts) in programs ?? [:] where facts.product == .systemdBoot {
      guard let machine = facts.head?.machine, let found = Architecture(machine),
        VolumePath.fold(path.name).hasSuffix("\(found.rawValue).efi")
      else { continue }
      if path.isDirectlyIn("/EFI/BOOT") { fallback.insert(found) } else { own.insert(found) }
    }
    return own.isEmpty ? fallback : own
  }

  /// The machine's own processor; nil when nothing on it says so.
  public var architecture: Architecture? {
    let newestFirst = [mainProfile?.current].compactMap(\.self) + (mainProfile?.generations ?? []).reversed()
    let built = newestFirst.lazy.compactMap { $0.toplevel?.system.flatMap { Architecture(system: $0) } }.first
    let loaders = loaderArchitectures
    guard loaders.count == 1, let loader = loaders.first else { return built }
    return built.map { $0.isStarted(by: loaders) } == true ? built : loader
  }

  /// What its firmware starts.
  public var firmwareArchitecture: Architecture? {
    if let bits = firmware.boot?.platformBits { return architecture?.firmware(bits: bits) }
    let loaders = loaderArchitectures
    return loaders.count == 1 ? loaders.first : architecture
  }
}

extension Architecture {
  /// Whether a loader for one of `loaders` starts a kernel for this processor. Firmware of half the width starts the
  /// kernel of a whole x86 machine.
  public func isStarted(by loaders: Set<Architecture>) -> Bool {
    loaders.contains(self) || self == .x64 && loaders.contains(.ia32)
  }
}
