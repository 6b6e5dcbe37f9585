import BootCore
import Linux

/// The sample machine's EFI system partition, as a directory.
enum DemoVolume {
  static func add(to tree: borrowing ScratchTree, now: Int64) throws(SystemError) {
    try addLoader(to: tree)
    var made: Set<String> = []
    for generation in DemoGeneration.all {
      let isNewest = generation.daysAgo == 0
      let files = [
        (generation.kernelName, generation.kernelHead, DemoGeneration.kernelBytes),
        // The newest one's copy ended when the partition was full.
        (generation.initrdName, DemoGeneration.initrdHead, isNewest ? 4_321_280 : DemoGeneration.initrdBytes),
      ]
      for (name, head, size) in files where made.insert(name).inserted {
        try tree.addFile("/boot/EFI/nixos/\(name)", head, size: size, filling: .room)
      }
      try addEntry(generation, now: now, to: tree)
    }
    try addLeftovers(to: tree)
  }

  private static func addLoader(to tree: borrowing ScratchTree) throws(SystemError) {
    let newest = DemoGeneration.all.last?.number ?? 0
    let configuration = "timeout 5\ndefault nixos-generation-\(newest).conf\nconsole-mode keep\n"
    try tree.addFile("/boot/loader/loader.conf", Array(configuration.utf8))
    try tree.addFile("/boot/loader/entries.srel", Array("type1\n".utf8))
    for path in ["/boot/EFI/systemd/systemd-bootx64.efi", "/boot/EFI/BOOT/BOOTX64.EFI"] {
      try tree.addFile(path, loaderHead, size: loaderBytes, filling: .room)
    }
    let windows: Int64 = 2_744_320
    try tree.addFile(
      "/boot/EFI/Microsoft/Boot/bootmgfw.efi", DemoProgram.program(size: windows), size: windows,
      filling: .room)
  }

  static let loaderBytes: Int64 = 126_976
  static let loaderHead = DemoProgram.loader("systemd-boot 257.9", size: loaderBytes)

  private static func addEntry(
    _ generation: DemoGeneration, now: Int64, to tree: borrowing ScratchTree
  ) throws(SystemError) {
    let id = GenerationID(profile: .system, number: generation.number, toplevel: generation.toplevel)
    let day = LocalDay(of: generation.created(now: now))
    let text = NixOSEntryText(
      generation: id, toplevel: generation.described, machineID: DemoMachine.machineID,
      builtOn: day.map { "\($0.year)-\(twoDigits($0.month))-\(twoDigits($0.day))" } ?? "2026-01-01")
    let name = text.fileName(era: .removesStaleFirst, tries: nil)
    try tree.addFile("/boot/loader/entries/\(name)", text.bytes(era: .removesStaleFirst) ?? [])
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Files of a generation that nobody has any more, and of a copy that died.
  private static func addLeftovers(to tree: borrowing ScratchTree) throws(SystemError) {
    let kernel = DemoGeneration.bootName(DemoStore.path("linux-6.12.39") + "/bzImage")
    let initrd = DemoGeneration.bootName(DemoStore.path("initrd-linux-6.12.39") + "/initrd")
    let files: [(String, Int64)] = [
      (kernel, DemoGeneration.kernelBytes), (initrd, DemoGeneration.initrdBytes),
      (DemoGeneration.all.last.map { "\($0.initrdName)k3x_81zq.tmp" } ?? "x.tmp", 65_536),
    ]
    for (name, size) in files {
      try tree.addFile("/boot/EFI/nixos/\(name)", DemoGeneration.initrdHead, size: size, filling: .room)
    }
  }
}
