extension EFIVariables {
  /// The variables that a system sees: the machine's own for `/`. For another root those that are
  /// mounted inside it, or a directory named by EFIVARFS_PATH; else nil, because a disk on its own
  /// says nothing about any firmware.
  public static func visible(in root: String) -> EFIVariables? {
    if root == "/" || Identity.environment("EFIVARFS_PATH") != nil { return .ofThisMachine() }
    let inside = EFIVariables(directory: root + "/sys/firmware/efi/efivars")
    return ((try? inside.names()) ?? []).isEmpty ? nil : inside
  }
}
