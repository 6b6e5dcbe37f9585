/// Where and how a system is to be mounted, and what of the host matters for that.
public struct MountChoice: Sendable, Hashable {
  /// The directory that its / is mounted at, without links and without a slash at its end.
  public var target: String
  /// A device to take for a boot volume that the configuration wants and that is not here.
  public var esp: String?
  /// For encrypted datasets; without it the passphrase is asked for.
  public var keyFile: String?
  /// Whether programs are going to run in it, so that it needs /proc, /sys, /dev and /run.
  public var hasPrograms: Bool
  /// The user knows that the system was shut down, where that cannot be seen.
  public var isKnownAwake = false
  /// The user wants arrays written to of which members are missing.
  public var isDegradedAllowed = false
  public var host: RescueHost

  public init(
    target: String, esp: String? = nil, keyFile: String? = nil, hasPrograms: Bool = true, host: RescueHost
  ) {
    self.target = target
    self.esp = esp
    self.keyFile = keyFile
    self.hasPrograms = hasPrograms
    self.host = host
  }
}

/// The machine that lifeboot runs on, as far as a rescue depends on it.
public struct RescueHost: Sendable, Hashable {
  /// What the kernel runs programs of; nil for a machine that UEFI does not know.
  public var architecture: Architecture?
  /// It was started by UEFI firmware.
  public var isEFI: Bool
  /// Its EFI variables can be seen.
  public var hasEFIVariables: Bool
  /// A system of this machine was put to sleep and not woken since: systemd has said where its memory is, in the
  /// variable HibernateLocation (systemd-hibernate-resume(8)).
  public var isPutToSleep = false
  /// udev runs and keeps its records in /run/udev.
  public var hasUdev: Bool
  /// Every mount point there is.
  public var mountPoints: [String]

  public init(
    architecture: Architecture?, isEFI: Bool, hasEFIVariables: Bool, hasUdev: Bool = false,
    mountPoints: [String] = []
  ) {
    self.architecture = architecture
    self.isEFI = isEFI
    self.hasEFIVariables = hasEFIVariables
    self.hasUdev = hasUdev
    self.mountPoints = mountPoints
  }
}
