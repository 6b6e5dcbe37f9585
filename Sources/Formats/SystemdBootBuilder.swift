/// How NixOS's systemd-boot builder orders removing and writing, which decides the space it needs at its peak and what
/// is left when it is interrupted.
public enum InstallerEra: Hashable, Sendable {
  /// Up to August 2025: deletes all kernels and initrds, by a comparison that never matched, then copies them again.
  case wipesFirst
  /// Up to NixOS 26.05: deletes what the wanted generations do not need, then copies.
  case removesStaleFirst
  /// From NixOS 26.11: collects garbage, then writes.
  case collectsFirst
  /// Proposed: writes, then collects garbage.
  case collectsLast
  /// A text without the known marks. Assume the worst.
  case unknown
}

/// NixOS's systemd-boot builder, a Python script with the settings of its configuration written into it.
///
/// The script is not run and its language is not read: only assignments of constants on one line, and names of
/// functions that tell the eras apart.
public struct SystemdBootBuilder: Hashable, Sendable {
  static let format = "systemd-boot builder"
  /// Larger files are refused, in bytes. The longest one known has 44 KiB.
  public static let sizeLimit = 1024 * 1024

  public let era: InstallerEra
  /// How many of the newest generations of each profile get entries; 0 means all, nil that the script does not say.
  public let configurationLimit: Int?
  /// The attempts a new entry gets; nil without boot counting.
  public let bootCountingTries: Int?
  /// Nil if the script does not say.
  public let canTouchEfiVariables: Bool?
  /// Where the ESP is mounted, on the machine the script is made for.
  public let efiSysMountPoint: String?
  /// Where the volume with kernels and entries is mounted: XBOOTLDR if there is one, else the ESP.
  public let bootMountPoint: String?
  /// The lines of loader.conf that do not depend on a generation, as the script would write them.
  public let configurationLines: [String]
  /// Whether kernels are copied under a temporary name and then renamed (from September 2025 on). Before, a copy cut
  /// short stays under its final name.
  public let renamesCopies: Bool

  /// - Throws: `FormatError` when the bytes are no text.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let script = PythonLines(try SourceText(bytes, format: Self.format, limit: Self.sizeLimit))
    era = Self.era(script)
    configurationLimit =
      ["CONFIGURATION_LIMIT", "configurationLimit", "configuration_limit"].lazy
      .compactMap { script.integer(assignedTo: $0) }.first
    let isCounting = script.literal(assignedTo: "BOOT_COUNTING") == "True"
    bootCountingTries = isCounting ? script.integer(assignedTo: "BOOT_COUNTING_TRIES") : nil
    canTouchEfiVariables = Self.canTouchEfiVariables(script)
    efiSysMountPoint = script.literal(assignedTo: "EFI_SYS_MOUNT_POINT") ?? Self.oldMountPoint(script)
    bootMountPoint = script.literal(assignedTo: "BOOT_MOUNT_POINT") ?? efiSysMountPoint
    configurationLines = Self.configurationLines(script)
    renamesCopies = script.contains("mkstemp(") || script.contains("NamedTemporaryFile(")
  }

  private static func era(_ script: PythonLines) -> InstallerEra {
    if script.defines("garbage_collect") {
      let collecting = script.calls(of: "garbage_collect")
      let writing = script.calls(of: "write_boot_files")
      guard let firstWrite = writing.first, let lastWrite = writing.last, !collecting.isEmpty else {
        return .unknown
      }
      if collecting.allSatisfy({ $0 < firstWrite }) { return .collectsFirst }
      return collecting.allSatisfy { $0 > lastWrite } ? .collectsLast : .unknown
    }
    guard script.defines("remove_old_entries") else { return .unknown }
    if script.contains("if path.name not in known_paths") { return .removesStaleFirst }
    let comparesPaths = ["if not path in known_paths", "if path not in known_paths"].contains(
      where: script.contains)
    return comparesPaths ? .wipesFirst : .unknown
  }

  private static func canTouchEfiVariables(_ script: PythonLines) -> Bool? {
    if let constant = script.literal(assignedTo: "CAN_TOUCH_EFI_VARIABLES") { return constant == "1" }
    // Old scripts compare the constant where they need it: `if "1" != "1":`.
    return script.constantDeciding("--no-variables").map { $0 == "1" }
  }

  /// Old scripts hold the lines themselves, newer ones constants.
  private static func configurationLines(_ script: PythonLines) -> [String] {
    var lines: [String] = []
    if let timeout = script.literal(assignedTo: "TIMEOUT"), !timeout.isEmpty {
      lines.append("timeout \(timeout)")
    }
    if let editor = script.literal(assignedTo: "EDITOR"), editor != "1" { lines.append("editor 0") }
    if let mode = script.literal(assignedTo: "CONSOLE_MODE"), !mode.isEmpty {
      lines.append("console-mode \(mode)")
    }
    return lines.filter { $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
  }

  /// Old scripts write the mount point into each path.
  private static func oldMountPoint(_ script: PythonLines) -> String? {
    script.literals.lazy.compactMap { literal in
      ["/loader/loader.conf", "/loader/loader.conf.tmp"].lazy
        .filter { literal.hasPrefix("/") && literal.hasSuffix($0) }
        .map { String(literal.dropLast($0.count)) }.first
    }.first { !$0.isEmpty }
  }
}
