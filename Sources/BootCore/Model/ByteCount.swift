/// Numbers of bytes as people read them.
public enum ByteCount {
  /// `0 B`, `512 B`, `62 KiB`, `12.1 MiB`, `1.5 GiB`: powers of 1024, one digit below a hundred.
  public static func text(_ bytes: UInt64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var index = 0
    var scaled = bytes
    var rest: UInt64 = 0
    while scaled >= 1024, index < units.count - 1 {
      rest = scaled % 1024
      scaled /= 1024
      index += 1
    }
    let tenth = rest * 10 / 1024
    let showsTenth = index > 1 && scaled < 100 && tenth > 0
    return showsTenth ? "\(scaled).\(tenth) \(units[index])" : "\(scaled) \(units[index])"
  }
}
