import Linux

/// Asks Nix whether a path in the store is still what was built, by the hash that its database keeps.
///
/// Where a copy on /boot and its store file differ, the bytes alone do not tell which of the two is damaged.
public struct StoreProof: Sendable {
  private let nixStore: String

  /// - Parameter nixStore: the program to ask, which is told `--verify-path PATH`.
  public init(nixStore: String) {
    self.nixStore = nixStore
  }

  /// For the running system; nil for any other root, since Nix cannot look into a store there without writing to its
  /// database, and nil where there is no Nix.
  init?(root: String) {
    // The PATH of a timer's service does not have it.
    let places = ["nix-store", "/run/current-system/sw/bin/nix-store"]
    guard root == "/", let place = places.compactMap(ProgramRun.place).first else { return nil }
    self.init(nixStore: place)
  }

  /// A store path has the files of one package: seconds, and minutes on a medium that fails.
  private static let timeLimit = 600

  /// What Nix says of a path in its store.
  enum Answer {
    case whole, modified
    /// Nix does not know the path, or could not look.
    case unknown
  }

  /// What Nix says of the path which `file` belongs to.
  func answer(on file: String) -> Answer {
    let path = "/" + file.split(separator: "/").prefix(3).joined(separator: "/")
    // The message of `opVerifyPath` in src/nix/nix-store/nix-store.cc; its status is 1 for other errors too.
    guard let end = try? ProgramRun.run([nixStore, "--verify-path", path], timeLimit: Self.timeLimit) else {
      return .unknown
    }
    if end.status == 0 { return .whole }
    let said = String(decoding: end.complaint + end.output, as: UTF8.self)
    return end.status == 1 && said.contains("was modified") ? .modified : .unknown
  }
}
