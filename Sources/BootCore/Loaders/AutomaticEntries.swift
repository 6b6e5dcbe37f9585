import Formats

/// Which entries does systemd-boot make itself, without any file of its own (its `boot.c`; loader.conf(5))?
struct AutomaticEntries {
  private let files: Set<VolumePath>
  private let role: VolumeRole
  private let configuration: LoaderConf?
  /// What the loader found when it ran, folded; nil when it did not say.
  private let found: [String]?
  private let architecture: Architecture?
  private let fallback: LoaderBinary.Product?
  private let ownBytes: UInt64?
  private let fallbackBytes: UInt64?

  init?(_ snapshot: Snapshot, _ configuration: LoaderConf?, _ program: LoaderProgram?) {
    guard let volume = snapshot.loaderVolume else { return nil }
    let items = volume.items.filter { $0.kind == .file }
    files = Set(items.map(\.path))
    role = volume.role
    self.configuration = configuration
    found = snapshot.firmware.isAvailable ? snapshot.firmware.entries?.map(\.text) : nil
    architecture = snapshot.firmwareArchitecture
    let other = program?.fallbackPath.flatMap { VolumePath(volume.role, $0) }
    fallback = other.flatMap { snapshot.programs?[$0]?.product }
    ownBytes = program.flatMap { program in items.first { $0.path.isAt(program.path) }?.bytes }
    fallbackBytes = items.first { $0.path == other }?.bytes
  }

  /// Whether the menu has the entry `id`, given in small letters, as far as can be told.
  func has(_ id: String) -> Bool {
    switch id {
    case "auto-windows": isLooking && isThere("/EFI/Microsoft/Boot/bootmgfw.efi")
    case "auto-efi-shell": isLooking && isThere("/shell\(architecture?.rawValue ?? "x64").efi")
    case "auto-efi-default": isLooking && isOtherFallback
    // It looks on all disks for this one.
    case "auto-osx": isLooking && found?.contains(id) != false
    case "auto-reboot-to-firmware-setup":
      isOn(configuration?.autoFirmware, usually: true) && found?.contains(id) != false
    case "auto-reboot": isOn(configuration?.autoReboot, usually: false)
    case "auto-poweroff": isOn(configuration?.autoPoweroff, usually: false)
    default: found?.contains(id) == true
    }
  }

  /// The one that comes first in a menu of nothing else.
  var first: ByteText? { first { _ in true }.map { ByteText($0) } }

  /// The first that is there and fits, in the order in which the loader makes them.
  func first(where fits: (String) -> Bool) -> String? {
    let all = [
      "auto-osx", "auto-windows", "auto-efi-shell", "auto-efi-default", "auto-reboot-to-firmware-setup",
      "auto-poweroff", "auto-reboot",
    ]
    // Of what only the running loader can tell nothing is assumed.
    let certain =
      found == nil ? all.filter { !["auto-osx", "auto-reboot-to-firmware-setup"].contains($0) } : all
    return certain.first { has($0) && fits($0) }
  }

  /// What it starts, in words for the user.
  static func title(_ id: String) -> String? {
    switch id {
    case "auto-windows": "Windows"
    case "auto-efi-shell": "an EFI shell"
    case "auto-efi-default": "the other program at the firmware's fallback place"
    case "auto-osx": "macOS"
    case "auto-reboot-to-firmware-setup": "the firmware's setup"
    case "auto-reboot": "another reboot"
    case "auto-poweroff": "switching the machine off"
    default: nil
    }
  }

  private var isLooking: Bool { isOn(configuration?.autoEntries, usually: true) }

  private func isThere(_ path: String) -> Bool { VolumePath(role, path).map(files.contains) ?? false }

  /// Its own program is no entry of its own menu.
  private var isOtherFallback: Bool {
    guard let fallbackBytes else { return false }
    if let fallback { return fallback != .systemdBoot }
    return fallbackBytes != ownBytes
  }

  /// As systemd reads a truth value (`parse_boolean` in `boot.c`); anything else leaves the setting as it is.
  private func isOn(_ text: String?, usually: Bool) -> Bool {
    switch text {
    case "1", "yes", "y", "true", "t", "on": true
    case "0", "no", "n", "false", "f", "off": false
    default: usually
    }
  }
}

extension NextBoot {
  /// What an entry that the loader makes itself starts; nil for any other id.
  public static func automaticTitle(_ id: String) -> String? {
    id.hasPrefix("auto-") ? AutomaticEntries.title(id) ?? "what the loader makes itself" : nil
  }
}
