/// Text from a machine that cannot do anything to a terminal.
///
/// Titles, labels and file names on a boot partition are written by whoever could write to it. A control
/// character in them could move the cursor, change the title of the window or hide a line; a character
/// that changes the direction of writing could make one name look like another.
enum SafeText {
  /// `text` with every such character written as `\x1b` or `\u{202e}`.
  static func neutralised(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var safe = ""
    safe.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if isHarmless(scalar) { safe.unicodeScalars.append(scalar) } else { safe += escaped(scalar) }
    }
    return safe
  }

  /// Control characters, format characters (directions, joiners, tags), and separators of lines.
  static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      return false
    default: return true
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16)
    return scalar.value < 0x100 ? "\\x" + (hex.count < 2 ? "0" : "") + hex : "\\u{\(hex)}"
  }
}
