import Formats

/// The links from the firmware to the boot loader.
struct FirmwareChain {
  let context: CheckContext
  private var snapshot: Snapshot { context.snapshot }

  init(_ context: CheckContext) { self.context = context }

  /// Firmware → option → partition → loader → what the loader takes.
  func link(to menu: ChainLink) -> ChainLink {
    let loader = loader(next: [menu])
    guard let boot = snapshot.firmware.boot else {
      let why =
        snapshot.firmware.isAvailable
        ? "its variables were not looked at"
        : "there are no EFI variables here (BIOS, container, a disk of another machine), so it was not looked at"
      return ChainLink(.firmware, "firmware", .unknown, why, next: [loader])
    }
    return ChainLink(
      .firmware, "firmware", boot.order.isEmpty ? .unknown : .holds, Self.state(of: boot),
      next: [option(next: partition(next: loader))])
  }

  private static func state(of boot: FirmwareBoot) -> String {
    var words = [boot.secureBoot.map { $0 ? "Secure Boot on" : "Secure Boot off" } ?? "no Secure Boot"]
    if boot.setupMode == true { words.append("setup mode") }
    let order = boot.order.map(\.description)
    words.append(order.isEmpty ? "no BootOrder that says what it starts" : "BootOrder " + shortened(order))
    if let current = boot.current { words.append("started from \(current)") }
    if let next = boot.next { words.append("BootNext \(next)") }
    return words.joined(separator: ", ")
  }

  private static func shortened(_ numbers: [String]) -> String {
    numbers.prefix(8).joined(separator: ",") + (numbers.count > 8 ? ",…" : "")
  }

  private func option(next: ChainLink) -> ChainLink {
    guard let map = context.firmware, map.isPartitionKnown else {
      let why =
        "which partition the boot volume is on could not be told; run this as root on the machine itself"
      return ChainLink(.option, "option", .unknown, why, next: [next])
    }
    guard let best = map.own.first else {
      let isFallbackSound = context.programs?.fallback?.condition.isSound ?? false
      let isMeant = snapshot.installer.canTouchEFIVariables == false && isFallbackSound
      let detail = isFallbackSound ? "there is none; firmware has to find the fallback" : "there is none"
      return ChainLink(.option, "option", isMeant ? .holds : .broken, detail, next: [next])
    }
    let (state, detail) = rank(of: best, map)
    return ChainLink(.option, best.name, state, detail, next: [next])
  }

  private func rank(of best: AttributedOption, _ map: FirmwareMap) -> (ChainLink.State, String) {
    if !best.option.isActive { return (.broken, "switched off") }
    switch map.reached {
    case .loader(best): return (.holds, "active, reached first")
    case .loader(let other): return (.holds, "active; \(other.name) starts the same loader first")
    case .other(let other): return (.broken, "active, but \(other.name) comes first")
    case .endOfOrder:
      let isOrdered = map.boot.order.contains(best.number)
      return (.broken, isOrdered ? "active, but its program is not there" : "active, but not in BootOrder")
    }
  }

  private func partition(next: ChainLink) -> ChainLink {
    guard let volume = snapshot.loaderVolume else {
      return ChainLink(.partition, "partition", .broken, "no boot volume was found", next: [next])
    }
    guard let partition = context.firmware?.partition else {
      return ChainLink(
        .partition, volume.partitionUUID ?? volume.mountPoint, .unknown, "its place on a disk is not known",
        next: [next])
    }
    let place = "\(partition.disk), partition \(partition.number), mounted at \(volume.mountPoint)"
    let booted = snapshot.firmware.loaderPartitionUUID.map(VolumePath.fold)
    let subject = partition.uuid ?? volume.mountPoint
    if let booted, booted != partition.uuid, !volume.partitionUUIDs.contains(where: { $0 == booted }) {
      return ChainLink(
        .partition, subject, .broken, "\(place); but this boot came from \(booted)", next: [next])
    }
    let isStale = context.firmware?.own.first.map { context.firmware?.isStale($0) ?? false } ?? false
    return ChainLink(
      .partition, subject, isStale ? .broken : .holds,
      place + (isStale ? "; the load option gives it another number, start or size" : ""), next: [next])
  }

  private func loader(next: [ChainLink]) -> ChainLink {
    guard let programs = context.programs else {
      return ChainLink(.loader, "loader", .unknown, "its program was not looked at", next: next)
    }
    var link = Self.link(.loader, programs.main)
    link.next = next
    return link
  }

  /// Every other load option, with where it leads.
  var others: [ChainLink] {
    guard let map = context.firmware else { return [] }
    let best = map.own.first
    return map.options.filter { $0 != best }.map { option in
      let (state, target) = target(of: option, map)
      var words = [option.option.isActive ? "active" : "switched off", target]
      if !map.boot.order.contains(option.number) { words.append("not in BootOrder") }
      if let first = map.duplicates.first(where: { $0.option == option })?.first {
        words.append("as \(first.number) does already")
      }
      return ChainLink(.option, option.name, state, words.joined(separator: ", "))
    }
  }

  private func target(of option: AttributedOption, _ map: FirmwareMap) -> (ChainLink.State, String) {
    switch option.target {
    case .mountedESP(let path):
      return map.isThere(path)
        ? (.holds, "starts \(path) on this ESP") : (.unknown, "names \(path), which is not on this ESP")
    case .otherPartition(let partition):
      let file = option.option.file.map { "\($0) on " } ?? ""
      return (.holds, "starts \(file)\(partition.disk), partition \(partition.number)")
    case .nowhere:
      return (option.kind == .lost ? .broken : .unknown, "names a partition that none of the disks has")
    case .notLookedAt: return (.unknown, "names a partition that may be on a disk which cannot be read")
    case .device: return (.unknown, "names a device, the network or a program of the firmware")
    case .unreadable(let why): return (.unknown, "cannot be read (\(why))")
    }
  }

  /// What firmware starts from this disk when it knows no option.
  var fallback: ChainLink? { context.programs?.fallback.map { Self.link(.fallback, $0) } }

  private static func link(_ kind: ChainLink.Kind, _ program: LoaderPrograms.Judged) -> ChainLink {
    let subject = "\(program.path)"
    guard let problem = program.condition.problem else {
      let signed = program.facts?.head?.isSigned == true ? ", signed" : ""
      return ChainLink(kind, subject, .holds, (program.facts?.name ?? "whole") + signed)
    }
    switch program.condition {
    case .sound: return ChainLink(kind, subject, .holds, "whole")
    case .unsigned, .other: return ChainLink(kind, subject, .unknown, problem)
    case .missing, .strange, .empty, .short, .notStartable, .wrongArchitecture, .altered, .unreadable:
      return ChainLink(kind, subject, .broken, problem)
    }
  }
}
