import Formats

/// A variable of the Boot Loader Interface that systemd-boot obeys (nixos-boot-facts 4.7).
public enum LoaderVariable: String, Sendable, Hashable, CaseIterable {
  case oneShot = "LoaderEntryOneShot"
  case preferred = "LoaderEntryPreferred"
  case `default` = "LoaderEntryDefault"
}

/// What the firmware's variables say about booting, as far as they could be read.
public struct FirmwareState: Sendable, Hashable {
  /// False on a machine without EFI variables, or where they could not be read; then every other
  /// value here is unknown, not absent.
  public var isAvailable: Bool
  /// Entry ids that override the configuration, by variable.
  public var overrides: [LoaderVariable: String]
  /// The id of the entry that was booted.
  public var entrySelected: ByteText?
  /// The ids that the loader found when it ran, folded; nil when it did not say.
  public var entries: [ByteText]?
  /// `LoaderEntryLastBooted`, which `default @saved` in loader.conf refers to.
  public var lastBooted: String?
  /// Where the counted entry of this boot lies, with backslashes as the loader wrote it.
  public var bootCountPath: String?
  /// The partition that the loader was started from, small letters.
  public var loaderPartitionUUID: String?
  /// For instance `systemd-boot 257.9`.
  public var loaderInfo: String?
  /// The firmware's own variables; nil when they were not looked at.
  public var boot: FirmwareBoot?
  /// The names of the loader's variables that are there and could not be read: what they say is not known.
  public var unreadable: [String] = []

  public init(
    isAvailable: Bool, overrides: [LoaderVariable: String] = [:], entrySelected: ByteText? = nil,
    entries: [ByteText]? = nil, lastBooted: String? = nil, bootCountPath: String? = nil,
    loaderPartitionUUID: String? = nil, loaderInfo: String? = nil, boot: FirmwareBoot? = nil
  ) {
    self.isAvailable = isAvailable
    self.overrides = overrides
    self.entrySelected = entrySelected
    self.entries = entries
    self.lastBooted = lastBooted
    self.bootCountPath = bootCountPath
    self.loaderPartitionUUID = loaderPartitionUUID
    self.loaderInfo = loaderInfo
    self.boot = boot
  }

  /// The state of a machine that shows no EFI variables.
  public static let unavailable = FirmwareState(isAvailable: false)
}

/// Which toplevels run, as `/run` says; nil is unknown.
public struct RunningSystem: Sendable, Hashable {
  /// What `/run/booted-system` names; may be a specialisation.
  public var booted: String?
  /// What `/run/current-system` names.
  public var activated: String?

  public init(booted: String? = nil, activated: String? = nil) {
    self.booted = booted
    self.activated = activated
  }
}
