import Formats

/// Makes firmware start the loader on the mounted ESP before anything else, and takes away what is there twice.
/// Each variable is written at most once, and none that stays as it is.
struct FirmwareRepair {
  private let snapshot: Snapshot
  private let map: FirmwareMap?
  private let programs: LoaderPrograms?

  init(_ snapshot: Snapshot, loader: any BootLoader) {
    self.snapshot = snapshot
    map = FirmwareMap(snapshot, loader: loader)
    programs = LoaderPrograms(snapshot, loader: loader)
  }

  func drafts() -> RepairDrafts {
    // An option must not appear before the program that it starts.
    guard let map, let partition = map.partition, programs?.main.condition.isSound == true,
      map.boot.unreadable.isEmpty, !isLeftToFallback(map)
    else { return RepairDrafts() }
    let change = FirmwareChange(map, partition)
    if change.isEmpty { return RepairDrafts() }
    var drafts = RepairDrafts()
    if let (message, remedy) = obstacle(map, partition, change) {
      drafts.refuse(.feasible, "EFI variables", message, remedy)
    } else {
      drafts.drafts = change.drafts
    }
    return drafts
  }

  /// The configuration keeps its hands off the variables, and the fallback does what it is for.
  private func isLeftToFallback(_ map: FirmwareMap) -> Bool {
    snapshot.installer.canTouchEFIVariables == false && map.own.isEmpty
      && programs?.fallback?.condition.isSound == true
  }

  private func obstacle(
    _ map: FirmwareMap, _ partition: PartitionFacts, _ change: FirmwareChange
  ) -> (String, Remedy)? {
    if snapshot.installer.canTouchEFIVariables == false {
      return (
        "boot.loader.efi.canTouchEfiVariables is off in this machine's configuration",
        .person("turn the option on and rebuild, or change the load options by hand")
      )
    }
    if let booted = snapshot.firmware.loaderPartitionUUID, VolumePath.fold(booted) != partition.uuid {
      return (
        "this boot came from partition \(booted), not from the mounted \(partition.uuid ?? "one")",
        .person("mount the ESP that is meant, then run this again")
      )
    }
    if partition.node == nil {
      return (
        "the disk has no GPT, and load options are made only for one",
        Remedy(
          .firmware([
            "-c", "-d", "/dev/\(partition.disk)", "-p", "\(partition.number)", "-L", map.program.label, "-l",
            "\(map.program.path)",
          ]))
      )
    }
    guard let storage = map.boot.storage else { return nil }
    if storage.isReadOnly {
      return (
        "they are mounted read-only",
        Remedy(.here(["mount", "-o", "remount,rw", "/sys/firmware/efi/efivars"]))
      )
    }
    // Firmware writes a variable beside the old one, and the kernel keeps 5 KiB back on some of it.
    let needed = change.writtenBytes + (5 << 10)
    if storage.freeBytes < needed {
      return (
        "\(ByteCount.text(storage.freeBytes)) are free there, \(ByteCount.text(needed)) are needed",
        map.boot.dumps > 0
          ? Remedy(.person("look at the crash dumps, then delete them"), .deleteDumps)
          : .person("delete load options that nothing needs")
      )
    }
    return nil
  }
}

/// What has to change in the firmware's variables.
private struct FirmwareChange {
  private(set) var drafts: [Draft] = []
  /// Bytes of values, names and headers that are written.
  private(set) var writtenBytes: UInt64 = 0
  private let map: FirmwareMap

  init(_ map: FirmwareMap, _ partition: PartitionFacts) {
    self.map = map
    let best = map.best
    let number = best?.number ?? Self.freeNumber(map.boot)
    if let number { setOption(number, best, partition) }
    let removed = map.duplicates
    order(first: number, best, removed: Set(removed.map(\.option.number)))
    for (option, first) in removed {
      drafts.append(
        Draft(
          .removeBootOption(option.number, from: option.option.bytes),
          because: "\(first.name) starts the same program"))
    }
  }

  var isEmpty: Bool { drafts.isEmpty }

  private mutating func setOption(
    _ number: BootNumber, _ best: AttributedOption?, _ partition: PartitionFacts
  ) {
    let option: LoadOption?
    let because: String
    if let best {
      guard let problem = Self.problem(best, map) else { return }
      option = Self.renewed(best.option, partition)
      because = problem
    } else {
      option = partition.node.flatMap {
        try? LoadOption.file(map.program.path, on: $0, label: map.program.label)
      }
      because = "firmware has no load option for \(map.program.path) on this ESP"
    }
    guard let bytes = option?.bytes, bytes != best?.option.bytes else { return }
    writtenBytes += UInt64(bytes.count) + 64
    drafts.append(Draft(.setBootOption(number, from: best?.option.bytes, to: bytes), because: because))
  }

  private static func problem(_ best: AttributedOption, _ map: FirmwareMap) -> String? {
    if best.kind == .lost { return "it names a partition that none of the disks has" }
    if map.isStale(best) { return "it gives the ESP another place than the disk" }
    return best.option.isActive ? nil : "it is switched off"
  }

  /// The same option, active and with the partition as it is; label and data stay what somebody made them.
  private static func renewed(_ option: BootOption, _ partition: PartitionFacts) -> LoadOption? {
    guard let old = option.option, case .readable(var paths) = old.paths, let node = partition.node?.node,
      !paths.isEmpty
    else { return nil }
    paths[0].instances = paths[0].instances.map { nodes in
      nodes.map { HardDriveNode($0) == nil ? $0 : node }
    }
    return LoadOption(
      attributes: old.attributes.union(.active), label: old.label, paths: paths,
      optionalData: old.optionalData)
  }

  /// The lowest number that neither a variable nor the order has: an order can name variables that only firmware sees.
  private static func freeNumber(_ boot: FirmwareBoot) -> BootNumber? {
    let taken = Set(boot.options.map(\.number.value) + boot.order.map(\.value))
    return (UInt16(0)...UInt16(0x0FFF)).first { !taken.contains($0) }.map { BootNumber($0) }
  }

  private mutating func order(first number: BootNumber?, _ best: AttributedOption?, removed: Set<BootNumber>)
  {
    let old = map.boot.order
    var new = old.filter { !removed.contains($0) }
    if let number, !isReached(best) { new = [number] + new.filter { $0 != number } }
    let bytes = BootOrder(new).bytes
    guard bytes != map.boot.orderBytes ?? [] else { return }
    writtenBytes += UInt64(bytes.count) + 64
    let because =
      if isReached(best) { "without those that are removed" } else if case .other(let other) = map.reached {
        "firmware would start \(other.name) first"
      } else { "the order does not lead to it" }
    drafts.append(Draft(.setBootOrder(from: map.boot.orderBytes, to: bytes), because: because))
  }

  /// Firmware comes to this loader first, as the order stands.
  private func isReached(_ best: AttributedOption?) -> Bool {
    guard best != nil, case .loader(let reached) = map.reached else { return false }
    // Not by one that is about to be removed.
    return reached.kind == .sameLoader || reached.number == best?.number
  }
}
