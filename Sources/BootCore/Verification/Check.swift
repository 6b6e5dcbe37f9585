/// Everything that a check may look at.
public struct CheckContext: Sendable {
  public var snapshot: Snapshot
  public var map: BootMap
  public var thresholds: Policy.Thresholds
  /// Where the firmware's load options lead; nil when nobody looked.
  public var firmware: FirmwareMap?
  /// The boot loader's own files; nil when nobody looked.
  public var programs: LoaderPrograms?

  public init(snapshot: Snapshot, map: BootMap, thresholds: Policy.Thresholds) {
    self.snapshot = snapshot
    self.map = map
    self.thresholds = thresholds
    let loader = BootLoaders.present(in: snapshot)
    firmware = FirmwareMap(snapshot, loader: loader)
    programs = LoaderPrograms(snapshot, loader: loader)
  }

  /// The entry that the very next boot takes.
  public var nextEntry: AttributedEntry? { map.nextBoot.next.flatMap { map.entry(id: $0) } }

  /// The current generation of the default profile.
  public var current: Generation? {
    (snapshot.profiles.first { $0.name == .system } ?? snapshot.profiles.first)?.current
  }
}

/// Looks at one thing and says what is wrong with it. It never throws: what it could not look at
/// is for another check to say.
public protocol Check: Sendable {
  /// The documented names of the findings that it can make.
  static var ids: [String] { get }
  static func check(_ context: CheckContext) -> [Finding]
}

/// The checks that lifeboot knows. A new one is one file, one line here, one test file of the same
/// name, and a line in `man 7 lifeboot-findings`.
public enum Checks {
  public static let all: [any Check.Type] = [
    VolumeMounted.self, VolumeWritable.self, VolumeClean.self, VolumeReadable.self, NextBootResolves.self,
    EntriesWhole.self, EntriesUnderstood.self, EnoughBootable.self, CurrentIsListed.self,
    NextBootIsCurrent.self, OverridesAbsent.self, GenerationsReadable.self, PointerSound.self,
    EntriesAlive.self, LeftoversAbsent.self, SpaceFree.self, LoaderPartitionMatches.self,
    FirmwareEntryPresent.self, FirmwareEntryFirst.self, FirmwareEntriesAlive.self,
    FirmwareEntriesDistinct.self, FirmwareEntriesReadable.self, FirmwareGeometryCurrent.self,
    FirmwareStorageFree.self, BootOrderComplete.self, LoaderProgramSound.self, FallbackSound.self,
    SeedPrivate.self, KernelsMatchModules.self, EntriesUnaltered.self,
    WantedFilesWhole.self, LoaderConfPresent.self, LoaderKnown.self, EntriesJudged.self,
    NothingOverlooked.self, GenerationsPresent.self, RunningVariant.self, MenuShown.self,
    OneInstallation.self, IdentifiersDistinct.self, ExtraCommandsTold.self, VolumesInUse.self,
    OwnFilesUnderstood.self, StoreFilesSound.self,
  ]

  /// Those that are right about a machine with any boot loader.
  private static let independent: [any Check.Type] = [
    LoaderKnown.self, VolumeWritable.self, VolumeClean.self, VolumeReadable.self, GenerationsReadable.self,
    PointerSound.self, SpaceFree.self, NothingOverlooked.self, GenerationsPresent.self,
    IdentifiersDistinct.self, OwnFilesUnderstood.self, StoreFilesSound.self,
  ]

  /// Those that are not about what lies on the boot volumes.
  private static let elsewhere: [any Check.Type] = [
    VolumeMounted.self, GenerationsReadable.self, PointerSound.self, NothingOverlooked.self,
    GenerationsPresent.self,
    IdentifiersDistinct.self, OwnFilesUnderstood.self, StoreFilesSound.self, FirmwareEntriesDistinct.self,
    FirmwareEntriesReadable.self,
    FirmwareStorageFree.self, BootOrderComplete.self,
  ]

  /// All findings, the worst first, then by id and subject.
  public static func findings(_ context: CheckContext) -> [Finding] {
    let checks =
      context.snapshot.unmountedPlace != nil ? elsewhere : context.map.machine.isKnown ? all : independent
    let isShared = OneInstallation.isShared(context)
    return checks.flatMap { $0.check(context) }.map { finding in
      var finding = finding
      if isShared { finding.remedy = finding.remedy.sparing(OneInstallation.warning) }
      return finding
    }.sorted {
      ($0.severity, $0.id, $0.subject) < ($1.severity, $1.id, $1.subject)
    }
  }
}
