import BootCore

/// Random machines with which nothing is wrong, as sketches: all that real ones have beside each other, whole.
public enum HealthyGenerator {
  public static func sketch(seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    let era = random.pick(["A", "B", "C", "D"]) ?? "D"
    var lines = [random.chance(20) ? "esp 64M cluster 1K\nxbootldr 2G" : "esp 2G"]
    if random.chance(20) { lines[0] += " cluster 16K" }
    if random.chance(40) { lines.append("installer \(era == "A" ? "B" : era)") }
    if random.chance(10) { lines.append("firmware none") }
    if random.chance(5) { lines.append("machine-id none") }
    lines += generations(era, &random)
    for (percent, line) in others where random.chance(percent) { lines.append(line) }
    return lines.joined(separator: "\n")
  }

  private static func generations(_ era: String, _ random: inout SplitMix64) -> [String] {
    var lines: [String] = []
    var number = 1 + random.below(990)
    let count = 1 + random.below(8)
    for index in 0..<count {
      var line =
        "generation \(number) kernel k\(index / 2) initrd i\(index / 3) era \(era) aged \(count - index)"
      if random.chance(20) { line += " specialisation lts:k9:i\(index / 3)" }
      if random.chance(15) { line += " counted \(random.pick(["3", "2-1"]) ?? "3")" }
      if random.chance(10) { line += " pinned" }
      // Without a bootspec nothing says what a device tree should be, so the two do not go together.
      if random.chance(30) { line += random.chance(40) ? " tree t" : " synthesized" }
      lines.append(line)
      number += 1 + random.below(3)
    }
    if random.chance(30) { lines.append("initrd i0 20M secrets 3K") }
    if random.chance(15) { lines.append("generation 3 profile work kernel w initrd w era \(era) aged 1h") }
    return lines
  }

  private static let others: [(Int, String)] = [
    (40, "windows"), (20, "other 800 kernel q initrd q era D"),
    (20, #"/loader/entries/arch.conf = title Arch\nlinux /vmlinuz-arch\noptions root=/dev/sda2\n"#),
    (20, "/vmlinuz-arch 9M"), (20, "/EFI/ubuntu/shimx64.efi 1M"), (20, "/EFI/nixos/notes.txt 1K"),
    (15, "extra /EFI/memtest86/memtest.efi 300K"),
    (10, "image /EFI/Linux/fedora.efi 60M title Fedora id fedora version 42"),
    (20, "nvram LoaderEntries nixos-generation-1.conf auto-windows"),
  ]
}
