import BootCore
import Formats

/// The last look before a step is carried out: does what it changes lie where NixOS's installer or lifeboot writes,
/// under a name that those give?
///
/// It knows nothing of plans, entries or generations, so it holds whatever made the step.
enum OwnGround {
  /// Why `step` must not be carried out; nil when it may.
  static func problem(_ step: Step) -> String? {
    let isRight: Bool
    switch step {
    case .sweep(let path): isRight = isCopy(path) || isLeftover(path)
    case .retireEntry(let path): isRight = isEntry(path)
    case .stage(let path, let source), .recopy(let path, let source):
      isRight = isCopy(path, of: source) || isLoader(path)
    case .publish(let path, text: _), .replace(let path, old: _, new: _):
      isRight = isEntry(path) || path.isAt("/loader/loader.conf")
    case .makeDirectory(let path): isRight = directories.contains(where: path.isAt)
    case .retireLink(let link): isRight = isLink(link)
    // Their names are typed: the loader's choices, `Boot####` and `BootOrder`.
    case .point, .setBootOption, .setBootOrder, .removeBootOption: isRight = true
    }
    return isRight ? nil : "it is not of the place and the name that lifeboot may change"
  }

  private static let directories = [
    "/EFI", "/EFI/nixos", "/EFI/systemd", "/EFI/BOOT", "/loader", "/loader/entries",
  ]

  private static func isEntry(_ path: VolumePath) -> Bool {
    path.isDirectlyIn("/loader/entries") && NixOSEntryName(path.name) != .other
  }

  private static func isCopy(_ path: VolumePath) -> Bool {
    guard path.isDirectlyIn("/EFI/nixos") else { return false }
    switch BootFileName(path.name) {
    case .store, .secretInitrd, .uki, .temporary: return true
    case .other: return false
    }
  }

  private static func isCopy(_ path: VolumePath, of source: StoreFile) -> Bool {
    guard path.isDirectlyIn("/EFI/nixos") else { return false }
    return source.bootFileName.map(VolumePath.fold) == path.folded.name
      || BootFileName(path.name) == .secretInitrd
  }

  /// `systemd-bootx64.efi` and `BOOTX64.EFI` in their own directories.
  private static func isLoader(_ path: VolumePath) -> Bool {
    let (directory, name) = path.folded
    guard name.hasSuffix(".efi") else { return false }
    return directory == "efi/systemd" && name.hasPrefix("systemd-boot")
      || directory == "efi/boot" && name.hasPrefix("boot")
  }

  private static func isLeftover(_ path: VolumePath) -> Bool {
    let (directory, name) = path.folded
    guard name.hasSuffix(".tmp") else { return false }
    switch directory {
    case "loader": return ["loader.tmp", "loader.conf.tmp"].contains(name) || isOurs(name)
    case "loader/entries": return name.hasPrefix("nixos") || isOurs(name)
    case "efi/nixos", "efi/systemd", "efi/boot", "efi/linux": return isOurs(name)
    default: return false
    }
  }

  private static func isOurs(_ name: String) -> Bool { name.utf8.count == 12 && name.hasPrefix("lb") }

  private static func isLink(_ link: ProfileLink) -> Bool {
    link.name != "\(link.id.profile)" && link.name.utf8.contains(UInt8(ascii: "-"))
      && link.name.hasSuffix("-link")
  }
}
