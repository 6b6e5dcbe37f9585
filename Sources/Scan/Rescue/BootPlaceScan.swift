import BootCore
import Linux

/// Finds out where a system's boot loader installer expects partitions to be mounted.
enum BootPlaceScan {
  /// - Returns: the mount points, none for an installer that is content with directories of the root; nil for an
  ///   installer that cannot be read.
  static func places(of toplevel: String?, in root: borrowing Root) -> [String]? {
    guard let found = InstallerScan.installer(of: toplevel, in: root) else { return nil }
    let isKnown = found.facts.otherLoader != nil && found.isRead
    return found.mountPoints.isEmpty && !isKnown ? nil : found.mountPoints
  }
}
