import Formats

/// A program with its arguments, as it is run and as somebody would type it.
public struct ProgramCall: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The program's name or path, then its arguments; never through a shell.
  public var words: [String]
  /// Variables that it needs beside those that are there.
  public var environment: [String: String]

  public init(_ words: [String], environment: [String: String] = [:]) {
    self.words = words
    self.environment = environment
  }

  public var program: String { words.first ?? "" }

  /// The command without what is set for it, for messages.
  public var command: String { words.map(ShellWord.quoted).joined(separator: " ") }

  /// The line for a shell.
  public var description: String {
    let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\(ShellWord.quoted($0.value))" }
    return (settings + [command]).joined(separator: " ")
  }
}

/// The programs that rescue runs, and which package has each: what a minimal rescue system may lack.
public enum ProgramPackage {
  private static let packages = [
    "btrfs": "btrfs-progs", "bcachefs": "bcachefs-tools", "chroot": "coreutils", "ln": "coreutils",
    "cryptsetup": "cryptsetup",
    "mdadm": "mdadm", "mkdir": "coreutils", "mount": "util-linux",
    "nixos-generate-config": "nixos-install-tools",
    "nixos-rebuild": "nixos-rebuild", "pvs": "lvm2", "rm": "coreutils", "rmdir": "coreutils",
    "touch": "coreutils", "umount": "util-linux", "vgchange": "lvm2", "zfs": "zfs", "zpool": "zfs",
  ]

  /// The package of NixOS, and of most distributions, that has `program`.
  public static func name(of program: String) -> String? { packages[program] }
}
