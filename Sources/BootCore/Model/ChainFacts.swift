/// What only the verification of the whole boot chain needs to know; it takes longer to find out than a
/// glance at the machine may take.
public struct ChainFacts: Sendable, Hashable {
  public var partitions: PartitionMap
  /// EFI programs on the boot volumes: loaders, the fallback, and what load options of this ESP start.
  public var programs: [VolumePath: ProgramFacts]
  /// Kernels that boot entries name.
  public var kernels: [VolumePath: KernelFacts]
  /// SHA-256, in small hexadecimal digits, of entries that are named after it.
  public var entryDigests: [VolumePath: String]
  /// Copies of the boot loader in the store, that of the current generation first.
  public var loaderSources: [LoaderSource]
  /// The permission bits of `loader/random-seed`; nil when there is none.
  public var seedPermissions: UInt32?

  public init(
    partitions: PartitionMap = PartitionMap(partitions: []), programs: [VolumePath: ProgramFacts] = [:],
    kernels: [VolumePath: KernelFacts] = [:], entryDigests: [VolumePath: String] = [:],
    loaderSources: [LoaderSource] = [], seedPermissions: UInt32? = nil
  ) {
    self.partitions = partitions
    self.programs = programs
    self.kernels = kernels
    self.entryDigests = entryDigests
    self.loaderSources = loaderSources
    self.seedPermissions = seedPermissions
  }
}
