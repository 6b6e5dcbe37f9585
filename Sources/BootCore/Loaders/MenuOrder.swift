import Formats

/// The order of the boot menu (Boot Loader Specification, "Sorting"; nixos-boot-facts 4.5).
public enum MenuOrder {
  /// `entries` as the menu shows them, best first. Equal entries keep the order of their paths.
  public static func sorted(_ entries: [BootEntry]) -> [BootEntry] {
    // Entries are large, so their places are sorted and each is moved once.
    let places = entries.indices.sorted { left, right in
      let order = compare(entries[left], entries[right])
      return order == 0 ? entries[left].path < entries[right].path : order < 0
    }
    return places.map { entries[$0] }
  }

  /// Negative when `left` comes first.
  static func compare(_ left: BootEntry, _ right: BootEntry) -> Int {
    if left.isBad != right.isBad { return left.isBad ? 1 : -1 }
    switch (left.sortKey, right.sortKey) {
    case (let leftKey?, let rightKey?):
      let order = bytewise(leftKey, rightKey)
      if order != 0 { return order }
      let machine = bytewise(left.machineID ?? "", right.machineID ?? "")
      if machine != 0 { return machine }
      let version = VersionOrder.compare(right.version ?? "", left.version ?? "")
      if version != 0 { return version }
    case (_?, nil): return -1
    case (nil, _?): return 1
    case (nil, nil): break
    }
    return VersionOrder.compare(right.id.text, left.id.text)
  }

  private static func bytewise(_ left: String, _ right: String) -> Int {
    if ByteText.equal(left, right) { return 0 }
    return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
  }
}
