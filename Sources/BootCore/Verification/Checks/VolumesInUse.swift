/// Every boot volume that the loader reads is one that the installer writes.
///
/// Once `xbootldrMountPoint` is taken out of a configuration, what lies on that partition stays and is listed, and no
/// rebuild renews it or clears it away.
public enum VolumesInUse: Check {
  public static let ids = ["xbootldr-leftovers"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let volume = context.snapshot.abandonedVolume, let used = context.snapshot.bootVolume else {
      return []
    }
    let files = context.map.files.filter { file in
      let path = file.item.path
      guard path.volume == volume.role, file.item.kind == .file else { return false }
      return path.isBelow("/loader/entries") || path.isBelow("/EFI/nixos")
    }
    guard !files.isEmpty else { return [] }
    let bytes = files.reduce(UInt64(0)) { $0 &+ $1.item.allocatedBytes }
    let place = volume.mountPoint
    let entries = files.map(\.item.path).filter { $0.isBelow("/loader/entries") }
    return [
      Finding(
        id: "xbootldr-leftovers", severity: .warning, subject: place,
        message:
          "the installer writes to \(used.mountPoint) only: \(files.count) files "
          + "(\(ByteCount.text(bytes))) on \(place) are left over, listed by the loader and renewed by no rebuild",
        remedy: Remedy(
          [.rebuild] + entries.map { .delete($0) }, note: "each generation is written where it belongs first")
      )
    ]
  }
}
