import Formats

/// A file in the Nix store.
public struct StoreFile: Sendable, Hashable {
  /// Absolute path, inside the looked-at root.
  public let path: String
  /// Size in bytes; nil when the file is not there.
  public var bytes: UInt64?
  /// The name that NixOS's installer gives its copy; nil when the path is none in a store.
  public let bootFileName: String?
  /// Why it cannot be what was built, for instance `holds nothing but zeros`, as a power cut leaves files; nil where
  /// nothing shows that. Such a file is no measure for any copy, and is never copied.
  public var damage: String?

  public init(path: String, bytes: UInt64?, damage: String? = nil) {
    self.path = path
    self.bytes = bytes
    self.damage = damage
    bootFileName = (try? StorePath(path)).map(BootFileName.name(ofStoreFile:))
  }
}

/// A built NixOS system in the store: what its `boot.json` says, or what was put together from its
/// files when it has none (nixos-boot-facts 2.2).
public struct Toplevel: Sendable, Hashable {
  public var path: String
  public var label: String
  public var kernelVersion: String?
  public var kernel: StoreFile
  public var initrd: StoreFile?
  /// The program that appends secrets to a copy of the initrd; nil when there are none.
  public var initrdSecrets: String?
  public var devicetree: StoreFile?
  public var kernelParams: [String]
  public var sortKey: String?
  /// What is wrong with its `init`, `is missing`; nil when nothing is. The kernel starts and then stops at it.
  public var initProblem: String?
  public var specialisations: [Specialisation]
  /// Nix's name of what it is built for, `x86_64-linux`.
  public var system: String?
  /// The version of the kernel that its modules are for; nil when nobody looked, or it has none.
  public var modulesVersion: String?
  /// The day that the installer says it was built on: the change time of its directory.
  public var builtOn: CalendarDay?
  /// The program that appends secrets has nothing to append, so the store's initrd is the whole one.
  public var hasNoSecrets: Bool
  /// The name from NixOS 26.11 on of its initrd with secrets on a boot volume; nil without secrets, and where no digest
  /// can be had.
  public var secretInitrdName: String?
  /// Names in its directory that lead to something which is not in the store; empty when nobody looked.
  public var lostParts: [String] = []
  /// Files on the boot volume that it wants as further initrds, from the root of the volume; no store file is
  /// behind them.
  public var extraInitrds: [String] = []
  /// What of it could not be looked at, and why; nil when all could.
  public var unseen: String?

  public init(
    path: String, label: String, kernelVersion: String? = nil, kernel: StoreFile, initrd: StoreFile? = nil,
    initrdSecrets: String? = nil, devicetree: StoreFile? = nil, kernelParams: [String] = [],
    sortKey: String? = nil, hasInit: Bool = true, specialisations: [Specialisation] = [],
    system: String? = nil, modulesVersion: String? = nil, builtOn: CalendarDay? = nil,
    hasNoSecrets: Bool = false
  ) {
    self.path = path
    self.label = label
    self.kernelVersion = kernelVersion
    self.kernel = kernel
    self.initrd = initrd
    self.initrdSecrets = initrdSecrets
    self.devicetree = devicetree
    self.kernelParams = kernelParams
    self.sortKey = sortKey
    initProblem = hasInit ? nil : "is missing"
    self.specialisations = specialisations
    self.system = system
    self.modulesVersion = modulesVersion
    self.builtOn = builtOn
    self.hasNoSecrets = hasNoSecrets
  }

  /// True when nothing is wrong with its `init`.
  public var hasInit: Bool { initProblem == nil }

  /// Its initrd on a boot volume holds more than the store's, which only the installer can put there.
  public var appendsSecrets: Bool { initrdSecrets != nil && !hasNoSecrets }

  /// The text whose SHA-256 names its initrd with secrets (nixos-boot-facts 3.2.3); nil without secrets.
  public var secretInitrdText: [UInt8]? {
    guard let plain = initrd?.bootFileName, let path = initrdSecrets.flatMap({ try? StorePath($0) }) else {
      return nil
    }
    return Array("EFI/nixos/\(plain)\nEFI/nixos/\(BootFileName.name(ofStoreFile: path))".utf8)
  }

  /// That name of a digest in small hexadecimal digits.
  public static func secretInitrdName(digest: String) -> String { "\(digest)-initrd.efi" }
}

/// A variant of a system that has boot entries of its own.
public struct Specialisation: Sendable, Hashable {
  public var name: String
  public var toplevel: Toplevel

  public init(name: String, toplevel: Toplevel) {
    self.name = name
    self.toplevel = toplevel
  }
}
