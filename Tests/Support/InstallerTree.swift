import BootCore
import Formats

/// Writes the boot loader installer that the toplevels of a sketched machine carry, as far as it is read: its marks,
/// not its work.
struct InstallerTree {
  let tree: SketchedTree
  let machine: SketchedMachine

  private static let wrapper = StoreName.path("installer wrapper", name: "install-systemd-boot.sh")
  private static let builder = StoreName.path("installer", name: "systemd-boot") + "/bin/systemd-boot"

  static let switchScript = "#!/bin/sh\nexport INSTALL_BOOTLOADER='\(wrapper)'\nexec true\n"

  func write() throws(SketchError) {
    guard machine.installer.era != .unknown else { return }
    try tree.write(
      .text("#!/bin/sh\nset -euo pipefail\n\(Self.builder) \"$@\"\n"), to: Self.wrapper, isProgram: true)
    try tree.write(.text(builderText()), to: Self.builder, isProgram: true)
  }

  private func builderText() -> String {
    let esp = machine.volumes.first?.mountPoint ?? "/boot"
    let boot = machine.volumes.last?.mountPoint ?? "/boot"
    var lines = [
      "#!/usr/bin/python3", "EFI_SYS_MOUNT_POINT = \"\(esp)\"", "BOOT_MOUNT_POINT = \"\(boot)\"",
      "CAN_TOUCH_EFI_VARIABLES = \"1\"",
    ]
    if let limit = machine.installer.configurationLimit { lines.append("CONFIGURATION_LIMIT = \(limit)") }
    if let tries = machine.installer.bootCountingTries {
      lines += ["BOOT_COUNTING = \"True\"", "BOOT_COUNTING_TRIES = \"\(tries)\""]
    }
    return (lines + body()).joined(separator: "\n") + "\n"
  }

  private func body() -> [String] {
    switch machine.installer.era {
    case .wipesFirst:
      ["def remove_old_entries(gens):", "    for path in paths:", "        if not path in known_paths:"]
    case .removesStaleFirst:
      ["def remove_old_entries(gens):", "    for path in paths:", "        if path.name not in known_paths:"]
    case .collectsFirst:
      [
        "def garbage_collect(paths):", "    pass", "def write_boot_files(paths):", "    pass",
        "def main():", "    garbage_collect(paths)", "    write_boot_files(paths)",
      ]
    case .collectsLast:
      [
        "def garbage_collect(paths):", "    pass", "def write_boot_files(paths):", "    pass",
        "def main():", "    write_boot_files(paths)", "    garbage_collect(paths)",
      ]
    case .unknown: []
    }
  }
}

/// Writes EFI variables as efivarfs shows them: four bytes of attributes, then the data.
struct EFIVariableTree {
  let tree: SketchedTree
  let firmware: FirmwareState

  private static let directory = "/sys/firmware/efi/efivars"
  private static let loader = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
  private static let global = "8be4df61-93ca-11d2-aa0d-00e098032b8c"

  func write() throws(SketchError) {
    guard firmware.isAvailable else { return }
    // Without a single variable there would be no firmware to be seen.
    try write("BootOrder", Self.global, [0, 0])
    for variable in LoaderVariable.allCases {
      try write(variable.rawValue, text: firmware.overrides[variable])
    }
    try write("LoaderEntrySelected", text: firmware.entrySelected?.text)
    try write("LoaderEntryLastBooted", text: firmware.lastBooted)
    try write("LoaderBootCountPath", text: firmware.bootCountPath)
    try write("LoaderDevicePartUUID", text: firmware.loaderPartitionUUID)
    try write("LoaderInfo", text: firmware.loaderInfo)
    if let entries = firmware.entries {
      try write("LoaderEntries", Self.loader, entries.flatMap { Self.utf16($0.text) })
    }
  }

  private func write(_ name: String, text: String?) throws(SketchError) {
    guard let text else { return }
    try write(name, Self.loader, Self.utf16(text))
  }

  private func write(_ name: String, _ vendor: String, _ data: [UInt8]) throws(SketchError) {
    try tree.write(.bytes([7, 0, 0, 0] + data), to: "\(Self.directory)/\(name)-\(vendor)")
  }

  /// Little endian, with a NUL at the end.
  private static func utf16(_ text: String) -> [UInt8] {
    (Array(text.utf16) + [0]).flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
  }
}
