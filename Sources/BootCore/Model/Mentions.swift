import Formats

/// A file that may mention others and could not be looked through.
public struct UnreadFile: Sendable, Hashable {
  public var path: VolumePath
  /// For the user, without the path: `it has 3 MiB of text, too much to look through`.
  public var why: String

  public init(path: VolumePath, why: String) {
    self.path = path
    self.why = why
  }
}

/// Which files on the boot volumes are named by small files there, by programs' configurations and by firmware.
///
/// Facts about bytes: a name stands in them, in whatever syntax. Boot entries and `loader.conf` are left out, since
/// their whole text is in the snapshot.
public struct Mentions: Sendable, Hashable {
  /// By the file that names them.
  public var files: [VolumePath: Set<VolumePath>]
  /// By the load option that names them.
  public var options: [BootNumber: Set<VolumePath>]
  public var unread: [UnreadFile]
  /// Generations whose system or link a file names, in whatever syntax, by the file.
  public var generations: [VolumePath: Set<GenerationID>] = [:]
  /// Generations whose system or link a load option of the firmware names: it starts a kernel by itself.
  public var startedByOption: [GenerationID: BootNumber] = [:]

  public init(
    files: [VolumePath: Set<VolumePath>] = [:], options: [BootNumber: Set<VolumePath>] = [:],
    unread: [UnreadFile] = []
  ) {
    self.files = files
    self.options = options
    self.unread = unread
  }
}
