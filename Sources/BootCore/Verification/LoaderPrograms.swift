import Formats

/// Whether a program of the boot loader is what firmware can start.
public enum ProgramCondition: Sendable, Hashable {
  case sound
  case missing
  case empty
  case short(bytes: UInt64, of: UInt64)
  /// The bytes are no program that firmware starts.
  case notStartable(why: String)
  case wrongArchitecture(found: PEHeader.Machine)
  /// Secure Boot is on, and the program carries no signature.
  case unsigned
  /// It is whole, but has other bytes than the one that the loader's installer put there.
  case altered
  /// It is damaged, and nothing tells whether it ever was this loader.
  case strange(String)
  /// Another program has its place.
  case other(name: String)
  case unreadable(why: String)

  /// Firmware starts it, and it goes on to this machine's menu.
  public var isSound: Bool { self == .sound }

  /// For people; nil when nothing is wrong.
  public var problem: String? {
    switch self {
    case .sound: nil
    case .missing: "it is missing"
    case .empty: "it is empty"
    case .short(let bytes, let wanted):
      "it is cut short (\(ByteCount.text(bytes)) of \(ByteCount.text(wanted)))"
    case .notStartable(let why): "it is no EFI program (\(why))"
    case .wrongArchitecture(let found): "it is for another processor (\(Self.name(found)))"
    case .unsigned: "Secure Boot is on and it is not signed"
    case .strange(let problem): "\(problem), and whose it was cannot be told"
    case .altered: "its bytes are not those that were installed"
    case .other(let name): "it is \(name)"
    case .unreadable(let why): "it cannot be read: \(why)"
    }
  }

  private static func name(_ machine: PEHeader.Machine) -> String {
    if let known = Architecture(machine) { return known.rawValue }
    if case .other(let code) = machine { return "0x" + String(code, radix: 16) }
    return "unknown"
  }
}

/// The boot loader's program on the ESP and the fallback beside it, judged.
public struct LoaderPrograms: Sendable, Hashable {
  public struct Judged: Sendable, Hashable {
    public var path: VolumePath
    public var condition: ProgramCondition
    /// Nil when it is missing.
    public var facts: ProgramFacts?
  }

  public let program: LoaderProgram
  public let main: Judged
  /// Nil when this loader puts itself nowhere else.
  public let fallback: Judged?

  /// Nil when programs were not looked at, or when the loader is not on this machine.
  public init?(_ snapshot: Snapshot, loader: any BootLoader) {
    guard let programs = snapshot.programs, let volume = snapshot.loaderVolume, loader.isPresent(on: volume),
      let architecture = snapshot.firmwareArchitecture
    else { return nil }
    program = loader.program(for: architecture)
    guard let path = VolumePath(volume.role, program.path) else { return nil }
    let judge = ProgramJudgement(
      programs: programs, sources: snapshot.chain?.loaderSources ?? [], volume: volume,
      architecture: architecture, product: program.product,
      needsSignature: snapshot.firmware.boot?.secureBoot == true)
    let other = program.fallbackPath.flatMap { VolumePath(volume.role, $0) }
    main = judge.judge(path, beside: other)
    fallback = other.map { judge.judge($0, beside: path) }
  }
}

/// Judges one program by its own head, and against its sibling and the copies in the store.
private struct ProgramJudgement {
  let programs: [VolumePath: ProgramFacts]
  let sources: [LoaderSource]
  let volume: Volume
  let architecture: Architecture
  let product: LoaderBinary.Product
  let needsSignature: Bool

  func judge(_ path: VolumePath, beside sibling: VolumePath?) -> LoaderPrograms.Judged {
    let facts = programs[path]
    var condition = condition(path, facts, sibling.flatMap { programs[$0] })
    if let facts, let problem = condition.problem, mayBeOthers(path, facts, condition) {
      condition = .strange(problem)
    }
    return LoaderPrograms.Judged(path: path, condition: condition, facts: facts)
  }

  /// The fallback's name is everybody's: one that is damaged is ours only when its bytes say so.
  private func mayBeOthers(_ path: VolumePath, _ facts: ProgramFacts, _ condition: ProgramCondition) -> Bool {
    guard path.isDirectlyIn("/EFI/BOOT"), facts.product != product, !facts.isLikeSource else { return false }
    switch condition {
    case .short, .notStartable, .wrongArchitecture: return true
    case .sound, .missing, .empty, .unsigned, .altered, .strange, .other, .unreadable: return false
    }
  }

  private func condition(
    _ path: VolumePath, _ facts: ProgramFacts?, _ sibling: ProgramFacts?
  ) -> ProgramCondition {
    guard let item = volume.items.first(where: { $0.path == path && $0.kind == .file }) else {
      return .missing
    }
    if item.bytes == 0 { return .empty }
    switch facts?.image {
    case nil: return .unreadable(why: "it appeared while the machine was looked at")
    case .unreadable(let why): return .unreadable(why: why)
    case .other(let why): return .notStartable(why: why)
    case .program(let head):
      guard let facts else { return .missing }
      return condition(item, head, facts, sibling)
    }
  }

  private func condition(
    _ item: VolumeItem, _ head: ProgramFacts.Head, _ facts: ProgramFacts, _ sibling: ProgramFacts?
  ) -> ProgramCondition {
    if item.bytes < head.declaredBytes { return .short(bytes: item.bytes, of: head.declaredBytes) }
    if facts.product != product {
      return .other(name: facts.product == nil ? name(like: item) ?? facts.name : facts.name)
    }
    if Architecture(head.machine) != architecture { return .wrongArchitecture(found: head.machine) }
    if !head.isApplication { return .notStartable(why: "it is a driver") }
    if needsSignature && !head.isSigned { return .unsigned }
    return isAltered(facts, head, sibling) ? .altered : .sound
  }

  /// A program that says nothing of itself is most likely that of whose name another of the same size has.
  private func name(like item: VolumeItem) -> String? {
    let names = [("grub", "GRUB"), ("refind", "rEFInd"), ("limine", "Limine"), ("shim", "shim")]
    for twin in volume.items where twin.bytes == item.bytes && twin.path != item.path {
      let (_, file) = twin.path.folded
      guard file.hasSuffix(".efi"), let found = names.first(where: { file.hasPrefix($0.0) }) else { continue }
      return found.1
    }
    return nil
  }

  /// The loader's installer puts the same bytes in both places. When they differ although both say the same version,
  /// and the store still has the other one's bytes, then these are damaged. Signing changes bytes, so signed programs
  /// are not held against anything.
  private func isAltered(_ facts: ProgramFacts, _ head: ProgramFacts.Head, _ sibling: ProgramFacts?) -> Bool {
    guard let own = facts.digest, let sibling, let other = sibling.digest, own != other, !head.isSigned,
      sibling.head?.isSigned == false, facts.version == sibling.version
    else { return false }
    let store = Set(sources.compactMap(\.facts.digest))
    return store.contains(other) && !store.contains(own)
  }
}
