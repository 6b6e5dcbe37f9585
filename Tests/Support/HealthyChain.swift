import BootCore
import Formats

/// A sketched machine with a healthy way from its firmware to its menu, for tests to break.
public struct HealthyChain: Sendable {
  /// The partition of the ESP.
  public static let partition = "c0ffee00-0000-4000-8000-000000000001"
  public static let digest = String(repeating: "a", count: 64)

  public var snapshot: Snapshot

  /// Without a text: two generations, the newer one booted.
  public init(_ text: String = HealthyChain.usual) throws(SketchError) {
    snapshot = try MachineSketch(text).snapshot
    if snapshot.volumes.first?.partitionUUID == nil, !snapshot.volumes.isEmpty {
      snapshot.volumes[0].partitionUUID = Self.partition
    }
    var boot = FirmwareBoot(secureBoot: false, setupMode: false, current: BootNumber(0))
    boot.orderBytes = BootOrder([BootNumber(0), BootNumber(3)]).bytes
    boot.options = [
      Self.option(0), Self.option(3, "Windows", "/EFI/Microsoft/Boot/bootmgfw.efi", on: Self.windows),
    ]
    boot.platformBits = 64
    snapshot.firmware.boot = boot
    snapshot.firmware.loaderPartitionUUID = Self.partition
    snapshot.chain = chain()
    change { toplevel in
      guard let initrd = toplevel.initrd, let appender = toplevel.initrdSecrets else { return }
      let text = "EFI/nixos/\(EntryFiles.name(initrd.path))\nEFI/nixos/\(EntryFiles.name(appender))"
      toplevel.secretInitrdName = Self.sha256(Array(text.utf8)).map { "\($0)-initrd.efi" }
    }
  }

  /// A machine as a plan leaves it.
  public init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  public static let usual = """
    esp 512M
    kernel a 11M
    initrd x 38M
    generation 41 kernel a initrd x
    generation 42 kernel b initrd x booted
    """

  // MARK: Parts

  public static let esp = PartitionFacts(
    disk: "nvme0n1", number: 1, uuid: partition, type: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
    startSector: 2048, sectorCount: 1_048_576)

  public static let windows = PartitionFacts(
    disk: "sdb", number: 2, uuid: "c0ffee00-0000-4000-8000-000000000002",
    type: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", startSector: 4096, sectorCount: 204_800, blockSize: 4096)

  /// A partition that no disk has.
  public static let gone = PartitionFacts(
    disk: "sdc", number: 1, uuid: "c0ffee00-0000-4000-8000-00000000dead",
    type: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", startSector: 2048, sectorCount: 2048)

  public static let loader = "/EFI/systemd/systemd-bootx64.efi"
  public static let fallback = "/EFI/BOOT/BOOTX64.EFI"

  /// A load option as installers write it.
  public static func option(
    _ number: UInt16, _ label: String = "Linux Boot Manager", _ path: String = loader,
    on partition: PartitionFacts = esp, isActive: Bool = true
  ) -> BootOption {
    guard let node = partition.node, var option = try? LoadOption.file(path, on: node, label: label) else {
      return BootOption(number: BootNumber(number), bytes: [])
    }
    if !isActive { option.attributes.remove(.active) }
    return BootOption(number: BootNumber(number), bytes: option.bytes)
  }

  /// A whole program of systemd-boot.
  public static func program(bytes: UInt64 = 125 << 10) -> ProgramFacts {
    ProgramFacts(
      .program(.init(machine: .x64, declaredBytes: bytes)), product: .systemdBoot, version: "260.1",
      digest: digest)
  }

  private func chain() -> ChainFacts {
    var chain = ChainFacts(partitions: PartitionMap(partitions: [Self.esp, Self.windows]))
    for item in snapshot.volumes.flatMap(\.items) {
      if item.path.isAt(Self.loader) || item.path.isAt(Self.fallback) {
        chain.programs[item.path] = Self.program()
      }
    }
    for entry in BootLoaders.present(in: snapshot).see(snapshot).entries {
      for use in entry.uses where use.part == .kernel {
        guard let path = use.path else { continue }
        chain.kernels[path] = .kernel(machine: .x64, declaredBytes: nil, version: "6.12")
      }
    }
    let source = StoreFile(path: "/nix/store/systemd/systemd-bootx64.efi", bytes: 125 << 10)
    chain.loaderSources = [LoaderSource(file: source, facts: Self.program(), architecture: .x64)]
    chain.seedPermissions = 0o600
    return chain
  }

  // MARK: Breaking it

  public mutating func setOptions(_ options: [BootOption], order: [UInt16]) {
    snapshot.firmware.boot?.options = options.sorted { $0.number < $1.number }
    snapshot.firmware.boot?.orderBytes = BootOrder(order.map(BootNumber.init)).bytes
  }

  /// Takes a file off the volume.
  public mutating func lose(_ path: String) {
    for index in snapshot.volumes.indices { snapshot.volumes[index].items.removeAll { $0.path.isAt(path) } }
    for known in snapshot.chain?.programs.keys.filter({ $0.isAt(path) }) ?? [] {
      snapshot.chain?.programs[known] = nil
    }
  }

  /// Gives a small file other contents.
  public mutating func setText(_ path: VolumePath, _ bytes: [UInt8]) {
    snapshot.smallFiles[path] = .bytes(bytes)
    for index in snapshot.volumes.indices {
      for place in snapshot.volumes[index].items.indices
      where snapshot.volumes[index].items[place].path == path {
        snapshot.volumes[index].items[place].bytes = UInt64(bytes.count)
      }
    }
  }

  /// Changes what every generation's system says.
  public mutating func change(_ change: (inout Toplevel) -> Void) {
    for profile in snapshot.profiles.indices {
      for index in snapshot.profiles[profile].generations.indices {
        guard var toplevel = snapshot.profiles[profile].generations[index].toplevel else { continue }
        change(&toplevel)
        snapshot.profiles[profile].generations[index].contents = .whole(toplevel)
      }
    }
  }

  /// Says something else of a program.
  public mutating func setProgram(_ path: String, _ facts: ProgramFacts) {
    for item in snapshot.volumes.flatMap(\.items) where item.path.isAt(path) {
      snapshot.chain?.programs[item.path] = facts
    }
  }

  // MARK: Judging it

  /// SHA-256 in small hexadecimal digits.
  public static func sha256(_ bytes: [UInt8]) -> String? { SHA256.hex(of: bytes) }

  public func repair() -> RepairProposal {
    let loader = BootLoaders.present(in: snapshot)
    let map = Attribution.attribute(snapshot, loader: loader)
    return RepairPlanner(snapshot, map: map, loader: loader, digest: Self.sha256).propose()
  }

  public var context: CheckContext {
    let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
    return CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
  }

  /// `ID severity subject` of each finding.
  public func findings(_ check: any Check.Type) -> [String] {
    check.check(context).map { "\($0.id) \($0.severity.rawValue) \($0.subject)" }
  }
}
