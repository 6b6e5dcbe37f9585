import Formats
import Testing

/// The scripts are short inventions that hold the names by which the real ones are told apart.
@Suite struct SystemdBootBuilderTests {
  private static let eraA = """
    #! /nix/store/x/bin/python3 -B
    def write_loader_conf(profile, generation):
        with open("/boot/loader/loader.conf.tmp", 'w') as f:
            pass
        os.rename("/boot/loader/loader.conf.tmp", "/boot/loader/loader.conf")
    def get_generations(profile=None):
        configurationLimit = 12
        return configurations[-configurationLimit:]
    def remove_old_entries(gens):
        for path in glob.iglob("/boot/efi/nixos/*"):
            if not path in known_paths and not os.path.isdir(path):
                os.unlink(path)
    def main():
        if "1" != "1":
            bootctl_flags.append("--no-variables")
        remove_old_entries(gens)
    """
  private static let eraB = """
    EFI_SYS_MOUNT_POINT = "/efi"
    BOOT_MOUNT_POINT = "/boot"
    CONFIGURATION_LIMIT = int("0")
    CAN_TOUCH_EFI_VARIABLES = ""
    def remove_old_entries(gens):
        configurationLimit = CONFIGURATION_LIMIT
        for path in glob.iglob(f"{BOOT_MOUNT_POINT}/{NIXOS_DIR}/*"):
            if not path in known_paths and not os.path.isdir(path):
                os.unlink(path)
    """
  private static let eraC = """
    EFI_SYS_MOUNT_POINT = Path("/boot")
    BOOT_MOUNT_POINT = Path("/boot")
    LOADER_CONF = EFI_SYS_MOUNT_POINT / "loader/loader.conf"  # Always stored on the ESP
    CONFIGURATION_LIMIT = int("5")
    CAN_TOUCH_EFI_VARIABLES = "1"
    def copy_if_not_exists(source, dest):
        tmpfd, tmppath = tempfile.mkstemp(dir=dest.parent, prefix=dest.name, suffix=".tmp.")
    def remove_old_entries(gens):
        for path in (BOOT_MOUNT_POINT / NIXOS_DIR).iterdir():
            if path.name not in known_paths and not path.is_dir():
                path.unlink()
    """
  private static let head = """
    EFI_SYS_MOUNT_POINT = Path("/efi")
    BOOT_MOUNT_POINT = Path("/boot")
    CONFIGURATION_LIMIT = int("20")
    CAN_TOUCH_EFI_VARIABLES = "" == "1"
    BOOT_COUNTING_TRIES = "3"
    BOOT_COUNTING = "True" == "True"
    with tempfile.NamedTemporaryFile() as tmp:
        pass
    """
  private static let definitions = """

    def garbage_collect(gc_roots):
        pass
    def write_boot_files(boot_files, critical_paths):
        pass
    def install_bootloader(args):

    """
  private static let eraD =
    head + definitions + """
          garbage_collect(boot_files)
          write_boot_files(boot_files, critical_paths)
          # garbage_collect(boot_files)
      """
  private static let collectsLast =
    head + definitions + """
          write_boot_files(boot_files, critical_paths)
          write_loader_conf(default_entry_id)
          garbage_collect(boot_files)
      """
  private static let both =
    head + definitions + """
          if not UKI:
              garbage_collect(boot_files)
          write_boot_files(boot_files, critical_paths)
          if UKI:
              garbage_collect(boot_files)
      """

  struct Case: Sendable {
    let script: String
    let era: InstallerEra
    let limit: Int?
    let tries: Int?
    let canTouch: Bool?
    let esp: String?
    let boot: String?
    let renames: Bool
  }

  @Test(
    "each era is told by its marks",
    arguments: [
      Case(
        script: eraA, era: .wipesFirst, limit: 12, tries: nil, canTouch: true, esp: "/boot", boot: "/boot",
        renames: false),
      Case(
        script: eraB, era: .wipesFirst, limit: 0, tries: nil, canTouch: false, esp: "/efi", boot: "/boot",
        renames: false),
      Case(
        script: eraC, era: .removesStaleFirst, limit: 5, tries: nil, canTouch: true, esp: "/boot",
        boot: "/boot", renames: true),
      Case(
        script: eraD, era: .collectsFirst, limit: 20, tries: 3, canTouch: false, esp: "/efi", boot: "/boot",
        renames: true),
      Case(
        script: collectsLast, era: .collectsLast, limit: 20, tries: 3, canTouch: false, esp: "/efi",
        boot: "/boot", renames: true),
      Case(
        script: both, era: .unknown, limit: 20, tries: 3, canTouch: false, esp: "/efi", boot: "/boot",
        renames: true),
      Case(
        script: "", era: .unknown, limit: nil, tries: nil, canTouch: nil, esp: nil, boot: nil, renames: false),
    ])
  func era(test: Case) throws {
    let builder = try SystemdBootBuilder(parsing: Array(test.script.utf8))
    #expect(builder.era == test.era)
    #expect(builder.configurationLimit == test.limit)
    #expect(builder.bootCountingTries == test.tries)
    #expect(builder.canTouchEfiVariables == test.canTouch)
    #expect(builder.efiSysMountPoint == test.esp)
    #expect(builder.bootMountPoint == test.boot)
    #expect(builder.renamesCopies == test.renames)
  }

  @Test(
    "settings are read in the spellings that occurred",
    arguments: [
      ("    configurationLimit = int('7')", 7), ("    configuration_limit = 7", 7),
      ("CONFIGURATION_LIMIT = int(\"7\")  # 9", 7),
      ("CONFIGURATION_LIMITS = 9", nil), ("CONFIGURATION_LIMIT == 9", nil),
      ("CONFIGURATION_LIMIT = int(LIMIT)", nil),
      ("CONFIGURATION_LIMIT = 99999999999999999999", nil),
    ] as [(String, Int?)])
  func limit(line: String, limit: Int?) throws {
    #expect(try SystemdBootBuilder(parsing: Array(line.utf8)).configurationLimit == limit)
  }

  @Test func `tries without counting are no tries`() throws {
    let script = "BOOT_COUNTING_TRIES = \"3\"\nBOOT_COUNTING = \"\" == \"True\"\n"
    #expect(try SystemdBootBuilder(parsing: Array(script.utf8)).bootCountingTries == nil)
  }

  @Test(
    "old scripts compare the constant where they need it",
    arguments: [
      ("if \"\" != \"1\":\n    flags.append(\"--no-variables\")\n", false),
      ("if \"1\" == \"1\":\n    run(a)\nelse:\n    run(\"--no-variables\")\n", true),
      ("if \"\" == \"1\":\n    flags.append(\"--graceful\")\n", nil),
      ("if os.getenv(\"X\") == \"1\":\n    flags.append(\"--no-variables\")\n", nil),
    ] as [(String, Bool?)])
  func variables(script: String, canTouch: Bool?) throws {
    let canTouchFound = try SystemdBootBuilder(parsing: Array(script.utf8)).canTouchEfiVariables
    #expect(canTouchFound == canTouch)
  }

  @Test func `any bytes are read or refused`() {
    Fuzz(
      "systemd-boot builder", texts: [Self.eraA, Self.eraB, Self.eraC, Self.eraD], rounds: 2_000,
      dictionary: ["garbage_collect(", "write_boot_files(", "\"", "'", "#", "= ", "if "]
    ).run { bytes in
      _ = try? SystemdBootBuilder(parsing: bytes)
    }
  }

  @Test(
    "the lines of loader.conf that are the same for every generation are known",
    arguments: [
      (
        "TIMEOUT = \"5\"\nEDITOR = \"1\" == \"1\"\nCONSOLE_MODE = \"keep\"\n",
        ["timeout 5", "console-mode keep"]
      ),
      ("TIMEOUT = \"\"\nEDITOR = \"\" == \"1\"\nCONSOLE_MODE = \"max\"\n", ["editor 0", "console-mode max"]),
      ("TIMEOUT = \"menu-force\"\n", ["timeout menu-force"]),
      ("print(1)\n", []),
    ])
  func configurationLines(text: String, lines: [String]) throws {
    #expect(try SystemdBootBuilder(parsing: Array(text.utf8)).configurationLines == lines)
  }
}
