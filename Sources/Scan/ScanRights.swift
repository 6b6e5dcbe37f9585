import BootCore
import Linux

/// What an ordinary user may not look into. Taken as it looks, a boot partition that only root may read is an empty
/// one, and everything that was concluded from it would be wrong.
enum ScanRights {
  /// What to throw for `error`, when it says that the right is missing.
  static func missing(_ error: SystemError, at place: String) -> ScanError? {
    error.isDenied ? needed(place) : nil
  }

  /// For a snapshot with holes that another user may see through.
  static func missing(_ snapshot: Snapshot) -> ScanError? {
    if Identity.isRoot { return nil }
    for volume in snapshot.volumes {
      let mountPoint = volume.mountPoint == "/" ? "" : volume.mountPoint
      let prefix = (snapshot.root == "/" ? "" : snapshot.root) + mountPoint
      if let place = volume.unreadable.first { return needed(prefix + place.place) }
      let files = snapshot.smallFiles.filter { $0.key.volume == volume.role }
      for (path, file) in files.sorted(by: { $0.key < $1.key }) {
        if case .unreadable = file { return needed(prefix + "\(path)") }
      }
      if let path = unreadProgram(snapshot, volume.role) { return needed(prefix + "\(path)") }
    }
    return nil
  }

  /// That this user may not read a kernel or the loader says nothing about the firmware, which may.
  private static func unreadProgram(_ snapshot: Snapshot, _ role: VolumeRole) -> VolumePath? {
    let kernels = (snapshot.chain?.kernels ?? [:]).filter { _, facts in
      if case .unreadable = facts { true } else { false }
    }.map(\.key)
    let programs = (snapshot.chain?.programs ?? [:]).filter { _, facts in
      if case .unreadable = facts.image { true } else { false }
    }.map(\.key)
    return (kernels + programs).filter { $0.volume == role }.min()
  }

  private static func needed(_ place: String) -> ScanError {
    ScanError(
      subject: place, message: "this user may not look into it, so nothing can be said about the next reboot",
      remedy: .person("run the same command as root, for instance behind sudo"))
  }
}

extension SystemError {
  /// The right is missing.
  var isDenied: Bool { errno == 13 || errno == 1 }
}
