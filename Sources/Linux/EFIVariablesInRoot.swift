extension EFIVariables {
  /// The variables that a system sees: the machine's own for `/`. For another root those that are
  /// mounted inside it, or a directory named by EFIVARFS_PATH; else nil, because a disk on its own
  /// says nothing about any firmware. A link on the way there starts at that root, as everything below it does.
  public static func visible(in root: String) -> EFIVariables? {
    if root == "/" || Identity.environment("EFIVARFS_PATH") != nil { return .ofThisMachine() }
    let inside = EFIVariables(directory: "/sys/firmware/efi/efivars", inRoot: root)
    return ((try? inside.names()) ?? []).isEmpty ? nil : inside
  }
}
