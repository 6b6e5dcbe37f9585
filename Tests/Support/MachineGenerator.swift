import BootCore

/// Random but realistic machines, as sketches: a failure prints the text, and the text is the case.
///
/// A machine has a history. Its installer changes with the years, so entries of several eras lie on one partition;
/// kernels are shared, numbers reused, links deleted behind the installer's back; copies are cut short, clocks run
/// backwards, and other systems live beside it. Most machines can be pruned; some must not be touched.
public struct MachineGenerator {
  private var random: SplitMix64
  private var lines: [String] = []
  private var history: [Generated] = []
  private var kernels = 0
  private var initrds = 0
  private var isSplit = false

  private struct Generated {
    var number: UInt64
    var profile: String
    var isLinked: Bool
    var isInstalled: Bool
  }

  /// The sketch of the machine that `seed` stands for.
  public static func sketch(seed: UInt64) -> String {
    var generator = MachineGenerator(random: SplitMix64(seed: seed))
    generator.run()
    return generator.lines.joined(separator: "\n")
  }

  private init(random: SplitMix64) { self.random = random }

  private mutating func run() {
    addPolicy()
    addVolumes()
    addHistory(profile: "system", count: 1 + random.below(random.chance(80) ? 5 : 11))
    if random.chance(20) { addHistory(profile: "work", count: 1 + random.below(3)) }
    addStoreFiles()
    addRun()
    addDefault()
    addVariables()
    if random.chance(60) { addNeighbours() }
    if random.chance(40) { addStrangers() }
    if random.chance(50) { addLeftovers() }
    if random.chance(12) { addTrouble() }
  }

  private mutating func add(_ line: String) { lines.append(line) }

  /// One of `choices`; the first where nothing can be chosen from.
  private mutating func pick(_ choices: String...) -> String { random.pick(choices) ?? "" }

  // MARK: Policy and volumes

  private mutating func addPolicy() {
    if random.chance(3) { return add("policy none") }
    var rules: [String] = []
    for _ in 0...random.below(3) { rules.append(rule()) }
    add("policy " + rules.joined(separator: ", "))
    guard random.chance(15), let name = rules.first?.split(separator: " ").first else { return }
    let goal = pick("free", "after-rebuild")
    add("space \(goal) \(1 + random.below(200))M shorten \(name)")
  }

  private mutating func rule() -> String {
    let name = pick("last", "last", "within", "daily", "weekly", "monthly", "kernels", "good")
    if name == "within" { return "within \(1 + random.below(40))\(pick("d", "h"))" }
    return "\(name) \(1 + random.below(4))"
  }

  private mutating func addVolumes() {
    let size = pick("96M", "260M", "512M", "1G")
    let cluster = pick("512", "2K", "4K", "16K")
    isSplit = random.chance(15)
    let boot = isSplit ? "esp 64M cluster 1K\nxbootldr" : "esp"
    add("\(boot) \(size) cluster \(cluster)")
    if random.chance(30) { lines[lines.count - 1] += " free \(random.below(60))M" }
    if random.chance(5) { add("machine-id none") }
    if random.chance(70) {
      var line = "installer \(pick("B", "C", "C", "D", "D-late"))"
      if random.chance(40) { line += " limit \(random.below(8))" }
      if random.chance(30) { line += " counting 3" }
      add(line)
    }
  }

  // MARK: Generations

  private mutating func addHistory(profile: String, count: Int) {
    let eras = ["A", "B", "C", "D"]
    var era = random.below(4)
    var number = UInt64(random.pick([1, 8, 38, 97, 998]) ?? 1)
    var age = count * 3
    let isWild = random.chance(12)
    for index in 0..<count {
      if random.chance(25) { era = min(3, era + 1) }
      if random.chance(40) || index == 0 { kernels += 1 }
      if random.chance(60) || index == 0 { initrds += 1 }
      age = isWild ? random.below(60) - 3 : max(0, age - random.below(5))
      addGeneration(number, profile, era: eras[era], age: age, isLast: index == count - 1)
      number += random.chance(15) ? 2 : 1
    }
  }

  private mutating func addGeneration(
    _ number: UInt64, _ profile: String, era: String, age: Int, isLast: Bool
  ) {
    var line = "generation \(number) kernel k\(kernels) initrd i\(initrds) era \(era)"
    if profile != "system" { line += " profile \(profile)" }
    line +=
      age >= 0 ? " aged \(age * 24 + 1 + random.below(20))h" : " created 2027-0\(1 + random.below(9))-11"
    if random.chance(12) {
      line += " specialisation \(pick("lts", "safe-mode")):k\(random.below(kernels + 1)):i\(initrds)"
    }
    if random.chance(8) { line += " tree t" }
    if random.chance(20) { line += " counted \(pick("3", "2-1", "1-2", "0-3"))" }
    if random.chance(7) { line += " " + pick("pinned", "good", "good", "pinned good") }
    if random.chance(5), let other = history.last, other.profile == profile { line += " as \(other.number)" }
    if random.chance(10) { line += " synthesized" }
    if random.chance(6) {
      line +=
        " with \"\(pick("initrd /vendorfw/firmware.cpio", "initrd /EFI/BOOT/BOOTX64.EFI", "extra /bzImage.old"))\""
    }
    if random.chance(2), !line.contains(" as ") { line += pick(" no-init", " empty-init") }
    if random.chance(10) { line += form() }
    let isLinked = isLast || !random.chance(15)
    let isInstalled = !random.chance(isLinked ? 8 : 2)
    if !isLinked { line += " unlinked" + (random.chance(60) ? " stored" : "") }
    if !isInstalled { line += " uninstalled" }
    add(line)
    history.append(Generated(number: number, profile: profile, isLinked: isLinked, isInstalled: isInstalled))
    guard !isLinked, random.chance(30) else { return }
    // Its number was given to another system, which the installer has not seen yet.
    kernels += 1
    add("generation \(number) kernel k\(kernels) initrd i\(initrds) profile \(profile) aged 1h uninstalled")
    history.append(Generated(number: number, profile: profile, isLinked: true, isInstalled: false))
  }

  /// What somebody made of an entry, a deployment tool of a link, and a bad sector of a line.
  private mutating func form() -> String {
    switch random.below(8) {
    case 0: return " option systemd.unit=rescue.target"
    case 1: return " option init=/bin/sh"
    case 2: return " lacks-initrd"
    case 3: return " moves-initrd"
    case 4: return " names-kernel k\(random.below(kernels + 1))"
    case 5: return " line options quiet"
    case 6: return " line architecture \(pick("x64", "aa64"))"
    default: return " wrapped"
    }
  }

  private mutating func addStoreFiles() {
    for tag in 0...kernels where random.chance(25) {
      add("kernel k\(tag) \(8 + random.below(8))M\(damage(of: "11M"))")
    }
    for tag in 0...initrds where random.chance(25) {
      let secrets = random.chance(20) ? " secrets 3K" : ""
      add("initrd i\(tag) \(20 + random.below(30))M\(secrets)\(damage(of: "30M"))")
    }
    if random.chance(40) { add("kernel z\(random.below(9)) 12M orphan ⇒ sweep") }
    if random.chance(30) { add("initrd z\(random.below(9)) 33M orphan ⇒ sweep") }
  }

  private mutating func damage(of size: String) -> String {
    guard random.chance(25) else { return "" }
    return " " + pick("cut 3M", "cut 0", "grown 2K", "lost", "gone", "cut 1")
  }

  // MARK: What runs and what boots

  private var linked: [Generated] { history.filter { $0.isLinked } }

  private mutating func addRun() {
    let system = linked.filter { $0.profile == "system" }
    if random.chance(20), let number = random.pick(system)?.number { add("current \(number)") }
    for word in ["booted", "activated"] {
      if random.chance(6) {
        add("\(word) none")
      } else if random.chance(25), let one = random.pick(history) {
        add("\(word) \(one.number) profile \(one.profile)")
      }
    }
  }

  private mutating func addDefault() {
    let installed = history.filter { $0.isInstalled }
    switch random.below(20) {
    case 0: add("default none")
    case 1, 2: add("default = nixos-generation-4711.conf")
    case 3: add("default = nixos-*")
    case 4: add("default = \(pick("auto-windows", "windows.conf", "@saved"))")
    case 5...8:
      if let one = random.pick(installed) { add("default \(one.number) profile \(one.profile)") }
    default: break
    }
  }

  private mutating func addVariables() {
    if random.chance(10) { return add("firmware none") }
    for variable in ["LoaderEntryOneShot", "LoaderEntryDefault", "LoaderEntryPreferred"] {
      guard random.chance(8) else { continue }
      if random.chance(30) {
        add("nvram \(variable) \(pick("nixos-generation-4711.conf", "auto-windows", "NixOS-*"))")
      } else if let one = random.pick(history.filter(\.isInstalled)) {
        add("nvram \(variable) entry:\(one.profile):\(one.number)")
      }
    }
    for variable in ["LoaderEntrySelected", "LoaderEntryLastBooted"] {
      guard random.chance(25), let one = random.pick(history.filter(\.isInstalled)) else { continue }
      add("nvram \(variable) entry:\(one.profile):\(one.number)")
    }
  }

  // MARK: What else lies there

  private mutating func addNeighbours() {
    if random.chance(40) { add("windows ⇒ foreign") }
    if random.chance(30) {
      let kernel = random.chance(40) ? "k\(random.below(kernels + 1))" : "q"
      add("other \(800 + random.below(60)) kernel \(kernel) initrd q era \(pick("B", "C", "D")) ⇒ foreign")
    }
    if random.chance(20) {
      add(#"/loader/entries/arch.conf = title Arch\nlinux /vmlinuz-arch\noptions root=/dev/sda2\n ⇒ foreign"#)
      add("/vmlinuz-arch 9M ⇒ foreign")
    }
    if random.chance(20) { add("/EFI/ubuntu/shimx64.efi 1M ⇒ foreign") }
    if random.chance(20) { add("/EFI/nixos/notes.txt 1K ⇒ unknown") }
    if random.chance(20) { add("/bzImage.old 9M ⇒ unknown") }
    if random.chance(15) { add("extra /EFI/memtest86/memtest.efi 300K ⇒ marker") }
    if random.chance(10) {
      add("image /EFI/Linux/fedora.efi 60M title Fedora id fedora version 42 ⇒ foreign")
    }
  }

  /// Files and entries of somebody's that name what is the installer's.
  private mutating func addStrangers() {
    let volume = isSplit ? pick("xbootldr:", "") : ""
    let kernel = "{\(pick("kernel", "KERNEL")) k\(random.below(kernels + 1))}"
    let initrd = "{initrd i\(random.below(initrds + 1))}"
    let texts = [
      #"/grub/grub.cfg = linux ($drive1)//EFI/nixos/\#(kernel)\ninitrd /EFI/nixos/\#(initrd)\n ⇒ unknown"#,
      #"/EFI/refind/refind.conf = loader \\EFI\\nixos\\\#(kernel)\n ⇒ foreign"#,
      #"/startup.nsh = \\EFI\\nixos\\\#(kernel) initrd=\#(initrd) ⇒ unknown"#,
      #"/notes.txt = \#(initrd) is the good one ⇒ unknown"#,
      #"\#(volume)/loader/entries/mine.conf = title Mine\nlinux /EFI/nixos/\#(kernel)\ninitrd /EFI/nixos/\#(initrd)\n ⇒ foreign"#,
      #"/EFI/nixos/xen-1.efi = kernel=\#(kernel)\nramdisk=\#(initrd)\n ⇒ unknown"#,
    ]
    for text in texts where random.chance(25) { add(text) }
    guard random.chance(40), let one = random.pick(linked) else { return }
    let start = #"title Safe\nlinux /EFI/nixos/\#(kernel)\noptions init={init \#(one.number)}\n"#
    add("\(volume)/loader/entries/zz-safe.conf = \(start) ⇒ foreign")
  }

  private mutating func addLeftovers() {
    let place = isSplit ? "xbootldr:" : ""
    let digest = StoreName.digest("left over \(random.below(9))")
    let left = [
      "file \(place)/EFI/nixos/\(digest)-linux-6.12-bzImage.efiab3_9xyz.tmp 4M ⇒ sweep",
      "file \(place)/EFI/nixos/\(digest)-initrd-linux-6.12-initrd.efi0123abcd.tmp. 7M ⇒ sweep",
      "file \(place)/EFI/nixos/LB000001.TMP 30M ⇒ sweep", "file \(place)/EFI/nixos/LB00000Z.TMP 0 ⇒ sweep",
      "file \(place)/loader/entries/LB000000.TMP 400 ⇒ sweep",
      "file \(place)/loader/entries/nixos-generation-3.conf.tmp 200 ⇒ sweep",
      "file /loader/loader.tmp 90 ⇒ sweep",
      "file /loader/LB000000.TMP 60 ⇒ sweep",
    ]
    for line in left where random.chance(15) { add(line) }
    if random.chance(8) { add("lost /loader/loader.conf") }
  }

  /// Something that stops all removal.
  private mutating func addTrouble() {
    let number = 2000 + random.below(9)
    switch random.below(9) {
    case 0: add("generation \(number) dangling ⇒ refuse all-readable")
    case 1: add("generation \(number) unreadable ⇒ refuse all-readable")
    case 2: add("stray system-\(number)-link.tmp\nrefuse all-readable")
    case 3: add("current odd /nix/var/nix/profiles/system-1-link\nrefuse profile-trusted")
    case 4: add("current none\nrefuse profile-trusted")
    case 5: add("current 4711\nrefuse profile-trusted")
    case 6: add("unreadable /EFI/broken\nrefuse volume-trusted")
    case 7:
      add(#"/loader/entries/nixos-generation-77.conf = title NixOS\nlinux /x\n ⇒ refuse all-understood"#)
    default: addUntrustedVolume()
    }
  }

  private mutating func addUntrustedVolume() {
    guard let index = lines.firstIndex(where: { $0.hasPrefix("esp") && !$0.contains("\n") }) else { return }
    lines[index] += " " + pick("damaged", "read-only", "unmounted", "ext4")
    add("refuse volume-trusted")
  }
}
