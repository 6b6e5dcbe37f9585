/// Digits for names that nobody knows before they are made: no real digest begins with so many zeros.
enum NewName {
  /// The placeholder with that number; `unknown` tells one that could have been calculated from one that could not.
  static func digest(_ number: Int, digits: Int, unknown: String = "") -> String {
    let end = number == 0 ? unknown : unknown + "\(number)"
    return String(repeating: "0", count: max(0, digits - end.utf8.count)) + end
  }

  /// True when `name` begins with such a placeholder.
  static func begins(_ name: String) -> Bool { name.hasPrefix(String(repeating: "0", count: 24)) }
}

extension VolumePath {
  /// Its name holds a digest that is not known yet, so it is shown as something new.
  public var isNameless: Bool {
    NewName.begins(name) || name.hasPrefix("nixos-") && NewName.begins(String(name.dropFirst("nixos-".count)))
  }
}
