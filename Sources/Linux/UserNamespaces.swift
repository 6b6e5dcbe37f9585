import CLinux

/// Namespaces of users (user_namespaces(7)), without which Nix can make no sandbox for its builds.
public enum UserNamespaces {
  /// Whether the kernel gives this process one. It gives none in a chroot (clone(2), EPERM), none where
  /// /proc/sys/user/max_user_namespaces is 0, and has none when it was built without; asking it is the only way to know
  /// all three.
  public static var arePossible: Bool { clinux_try_user_namespace() == 0 }
}
