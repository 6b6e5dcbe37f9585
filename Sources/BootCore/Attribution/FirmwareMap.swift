import Formats

/// Where a load option leads.
public enum BootTarget: Sendable, Hashable {
  /// A program on the ESP that is mounted here; the fallback when the option names only the partition.
  case mountedESP(VolumePath)
  /// A file or the whole of another partition of this machine.
  case otherPartition(PartitionFacts)
  /// A partition that none of the machine's disks has.
  case nowhere
  /// A partition that may be on a disk which could not be read.
  case notLookedAt
  /// Something without a partition: network, a whole device, a program of the firmware.
  case device
  /// The bytes are no load option or no device path.
  case unreadable(why: String)
}

/// A load option, where it leads and whose it is.
public struct AttributedOption: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Leads to the loader's own place on the mounted ESP.
    case own
    /// Leads to the same loader on the mounted ESP by another path, such as the fallback.
    case sameLoader
    /// Says by label and path that it is this loader's, and leads nowhere; and nothing else does, nor leads to the
    /// loader. So it is what cloning or partitioning anew left. Beside an option that works, the same words can as
    /// well be of another system on a disk that is away, and then it is foreign.
    case lost
    /// Everything else. It is never changed.
    case foreign
  }

  public var option: BootOption
  public var target: BootTarget
  public var kind: Kind

  public var number: BootNumber { option.number }

  /// `Boot0003 "Windows Boot Manager"`.
  public var name: String { "\(number.variableName) \"\(option.label)\"" }
}

/// What the firmware's variables say about booting, put in relation to this machine's disks and loader.
public struct FirmwareMap: Sendable, Hashable {
  public let boot: FirmwareBoot
  /// In ascending order of number.
  public let options: [AttributedOption]
  /// The partition of the mounted ESP; nil when it is not known.
  public let partition: PartitionFacts?
  /// The loader's own program on the ESP.
  public let program: LoaderProgram
  public let loaderPath: VolumePath
  private let map: Resolution

  /// Nil when firmware, disks or the ESP were not looked at, or when the loader is not on this machine.
  public init?(_ snapshot: Snapshot, loader: any BootLoader) {
    guard let boot = snapshot.firmware.boot, let resolution = Resolution(snapshot, loader) else { return nil }
    self.boot = boot
    map = resolution
    partition = resolution.partition
    program = resolution.program
    loaderPath = resolution.loaderPath
    options = resolution.attribute(boot.options)
  }

  public func option(_ number: BootNumber) -> AttributedOption? { options.first { $0.number == number } }

  /// Those that lead to the loader's own place, the best one first: active ones, in the order of the firmware.
  public var own: [AttributedOption] {
    let order = boot.order
    func rank(_ option: AttributedOption) -> (Int, Int, Int, UInt16) {
      (
        option.option.isActive ? 0 : 1, order.firstIndex(of: option.number) ?? Int.max,
        option.number == boot.current ? 0 : 1, option.number.value
      )
    }
    return options.filter { $0.kind == .own }.sorted { rank($0) < rank($1) }
  }

  /// The one that repairing keeps and puts right: the best of those that lead to the loader, else the lost one.
  var best: AttributedOption? { own.first ?? options.first { $0.kind == .lost } }

  /// Which partition the ESP is on is known, so that an option can be told to lead there or not.
  public var isPartitionKnown: Bool { partition != nil }

  /// A file of that name is on the mounted ESP.
  public func isThere(_ path: VolumePath) -> Bool { map.exists(.mountedESP(path)) }

  /// True when an option gives the ESP another number, start or size than the partition table.
  public func isStale(_ option: AttributedOption) -> Bool {
    guard let node = option.option.partition else { return false }
    let meant = map.partitions(namedBy: node)
    return !meant.isEmpty && !meant.contains { $0.agrees(with: node) }
  }

  /// Options of the loader's installer that there are once too often, each with the one that stays. One for each half
  /// of a mirror is not too often.
  public var duplicates: [(option: AttributedOption, first: AttributedOption)] {
    var first: [AttributedOption] = []
    return own.compactMap { option in
      let partition = option.option.partition?.partitionGUID
      guard let other = first.first(where: { $0.option.partition?.partitionGUID == partition }) else {
        first.append(option)
        return nil
      }
      return isInstallers(option) ? (option, other) : nil
    }
  }

  /// True when it has the label that the loader's own installer gives; newer ones append something to it.
  public func isInstallers(_ option: AttributedOption) -> Bool {
    option.option.label.hasPrefix(program.label)
  }

  /// What firmware comes to when it walks through `BootOrder`.
  public enum Reached: Sendable, Hashable {
    case loader(AttributedOption)
    /// Something that certainly starts before the loader would.
    case other(AttributedOption)
    /// Nothing in the order starts for certain; firmware goes on to the fallback of its disks.
    case endOfOrder
  }

  /// Options that may or may not start (network, removable media, disks that are not there) are passed over: on many
  /// machines they stand first, and nothing is wrong with that.
  public var reached: Reached {
    for number in boot.order {
      guard let option = option(number), option.option.isActive, !isApplication(option) else { continue }
      switch option.kind {
      case .own, .sameLoader:
        if map.exists(option.target) { return .loader(option) }
      case .lost: continue
      case .foreign: if map.certainlyStarts(option) { return .other(option) }
      }
    }
    return .endOfOrder
  }

  /// Category "application": firmware shows it in a menu and does not boot it by itself (UEFI section 3.1.3).
  private func isApplication(_ option: AttributedOption) -> Bool {
    !(option.option.option?.attributes.intersection(.category).isEmpty ?? true)
  }
}

/// Finds out where load options lead on one machine.
private struct Resolution: Sendable, Hashable {
  let partition: PartitionFacts?
  let program: LoaderProgram
  let loaderPath: VolumePath
  private let fallback: VolumePath?
  private let chain: ChainFacts
  private let files: Set<VolumePath>
  private let role: VolumeRole
  private let partitionUUIDs: [String]

  init?(_ snapshot: Snapshot, _ loader: any BootLoader) {
    guard let chain = snapshot.chain, let volume = snapshot.loaderVolume, loader.isPresent(on: volume),
      let architecture = snapshot.firmwareArchitecture
    else { return nil }
    program = loader.program(for: architecture)
    guard let path = VolumePath(volume.role, program.path) else { return nil }
    loaderPath = path
    fallback = program.fallbackPath.flatMap { VolumePath(volume.role, $0) }
    self.chain = chain
    role = volume.role
    partitionUUIDs = volume.partitionUUIDs
    partition = partitionUUIDs.first.flatMap { chain.partitions.partition(uuid: $0) }
    files = Set(volume.items.lazy.filter { $0.kind == .file }.map(\.path))
  }

  func attribute(_ options: [BootOption]) -> [AttributedOption] {
    var all = options.map { option in
      let target = target(of: option)
      return AttributedOption(option: option, target: target, kind: kind(option, target))
    }
    if all.contains(where: { $0.kind == .own }) || all.count(where: { $0.kind == .lost }) > 1 {
      for index in all.indices where all[index].kind == .lost { all[index].kind = .foreign }
    }
    return all
  }

  private func target(of option: BootOption) -> BootTarget {
    if let problem = option.problem { return .unreadable(why: problem) }
    guard let node = option.partition else { return .device }
    if let guid = node.partitionGUID, isOfESP("\(guid)") { return onESP(option) }
    let named = chain.partitions.partitions(namedBy: node)
    if let found = named.first {
      return found.uuid.map(isOfESP) == true ? onESP(option) : .otherPartition(found)
    }
    return chain.partitions.unreadableDisks.isEmpty ? .nowhere : .notLookedAt
  }

  private func isOfESP(_ uuid: String) -> Bool { partitionUUIDs.contains { $0 == uuid } }

  /// Without a file, firmware starts the fallback of the partition.
  private func onESP(_ option: BootOption) -> BootTarget {
    let path = option.file.map { VolumePath(role, $0) } ?? fallback
    guard let path else { return .unreadable(why: "its file is no path on a volume") }
    return .mountedESP(path)
  }

  private func kind(_ option: BootOption, _ target: BootTarget) -> AttributedOption.Kind {
    switch target {
    case .mountedESP(loaderPath): return .own
    case .mountedESP(let path):
      return chain.programs[path]?.product == program.product ? .sameLoader : .foreign
    case .nowhere:
      let isNamedSo = option.label.hasPrefix(program.label)
      let isThere = option.file.map(VolumePath.fold) == VolumePath.fold(program.path)
      return isNamedSo && isThere ? .lost : .foreign
    case .otherPartition, .notLookedAt, .device, .unreadable: return .foreign
    }
  }

  func partitions(namedBy node: HardDriveNode) -> [PartitionFacts] {
    chain.partitions.partitions(namedBy: node)
  }

  /// True when what firmware would start on the mounted ESP is there.
  func exists(_ target: BootTarget) -> Bool {
    guard case .mountedESP(let path) = target else { return false }
    return files.contains(path)
  }

  func certainlyStarts(_ option: AttributedOption) -> Bool {
    switch option.target {
    case .mountedESP: exists(option.target)
    case .otherPartition: option.option.file != nil
    case .nowhere, .notLookedAt, .device, .unreadable: false
    }
  }
}
