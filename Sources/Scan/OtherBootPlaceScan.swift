import BootCore
import Formats
import Linux

/// Finds boot partitions beside those that are looked at: other FAT volumes that are mounted, and places that the
/// installer's further commands name.
enum OtherBootPlaceScan {
  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    let known = Set(snapshot.volumes.map { ByteText($0.mountPoint) })
    let named = snapshot.installer.extraCommands.flatMap(places)
    var found: Set<ByteText> = []
    for place in MountScan(in: root).places(ofType: "vfat") + named where !known.contains(ByteText(place)) {
      if holdsLoader(place, root) { found.insert(ByteText(place)) }
    }
    snapshot.otherBootPlaces = found.sorted().map(\.text)
  }

  /// `/boot2` of `cp -r /boot/. /boot2/`.
  private static func places(_ command: String) -> [String] {
    let words = ASCIISplit.words(command, at: " \t\"';&|")
    return words.filter { $0.hasPrefix("/") && !$0.hasPrefix("/nix/") }.map { word in
      "/" + ASCIISplit.words(word, at: "/").filter { $0 != "." && $0 != "*" }.joined(separator: "/")
    }.filter { $0 != "/" && !$0.contains("..") }
  }

  private static func holdsLoader(_ place: String, _ root: borrowing Root) -> Bool {
    guard let items = try? root.openDirectory(place).list() else { return false }
    let names = items.filter { $0.kind == .directory }.map { VolumePath.fold($0.name.text) }
    return names.contains("efi") && (names.contains("loader") || isESP(place, root))
  }

  /// A directory `EFI` alone may be of another system; with a fallback in it firmware can start it.
  private static func isESP(_ place: String, _ root: borrowing Root) -> Bool {
    ["/EFI/BOOT", "/EFI/systemd", "/efi/boot"].contains { name in
      (try? root.status(place + name, followingLinks: true))??.kind == .directory
    }
  }
}
