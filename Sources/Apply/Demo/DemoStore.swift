import BootCore
import Linux

/// The sample machine's Nix store and its profile.
enum DemoStore {
  static func add(to tree: borrowing ScratchTree, now: Int64) throws(SystemError) {
    var made: Set<String> = []
    for generation in DemoGeneration.all {
      let files = [
        (generation.kernelPath, generation.kernelHead, DemoGeneration.kernelBytes),
        (generation.initrdPath, DemoGeneration.initrdHead, DemoGeneration.initrdBytes),
      ]
      for (path, head, size) in files where made.insert(path).inserted {
        try tree.addFile(path, head, size: size)
      }
      try addToplevel(generation, to: tree)
      try tree.addLink(
        "\(profiles)/system-\(generation.number)-link", to: generation.toplevel,
        modified: generation.created(now: now))
    }
    try tree.addFile(
      "\(systemd)/lib/systemd/boot/efi/systemd-bootx64.efi", DemoVolume.loaderHead,
      size: DemoVolume.loaderBytes)
    try tree.addLink("\(profiles)/system", to: "system-\(DemoGeneration.all.last?.number ?? 0)-link")
    try addInstaller(to: tree)
  }

  private static let systemd = path("systemd-257.9")
  private static let profiles = "/nix/var/nix/profiles"

  private static func addToplevel(
    _ generation: DemoGeneration, to tree: borrowing ScratchTree
  ) throws(SystemError) {
    let path = generation.toplevel
    try tree.addFile("\(path)/init", Array("#!/bin/sh\n".utf8), permissions: 0o755)
    try tree.addLink("\(path)/systemd", to: systemd)
    try tree.addFile("\(path)/boot.json", Array(bootJSON(generation.described).utf8))
    try tree.addFile(
      "\(path)/bin/switch-to-configuration",
      Array("#!/bin/sh\nexport INSTALL_BOOTLOADER='\(installer)'\n".utf8), permissions: 0o755)
  }

  private static func bootJSON(_ system: Toplevel) -> String {
    let parameters = system.kernelParams.map { "\"\($0)\"" }.joined(separator: ", ")
    return """
      {
        "org.nixos.bootspec.v1": {
          "system": "x86_64-linux",
          "label": "\(system.label)",
          "toplevel": "\(system.path)",
          "init": "\(system.path)/init",
          "kernel": "\(system.kernel.path)",
          "kernelParams": [\(parameters)],
          "initrd": "\(system.initrd?.path ?? "")"
        },
        "org.nixos.specialisation.v1": {}
      }

      """
  }

  // MARK: The installer

  private static let installer = path("install-systemd-boot.sh")
  private static let builder = path("systemd-boot")

  /// lifeboot reads the installer to know its order of work. This one has its marks and does nothing.
  private static func addInstaller(to tree: borrowing ScratchTree) throws(SystemError) {
    try tree.addFile(installer, Array("#!/bin/sh\n\(builder) \"$@\"\n".utf8), permissions: 0o755)
    let script = """
      #!/usr/bin/env python3
      BOOT_MOUNT_POINT = "/boot"
      EFI_SYS_MOUNT_POINT = "/boot"
      CONFIGURATION_LIMIT = 20
      CAN_TOUCH_EFI_VARIABLES = "1"

      def remove_old_entries(gens):
          for path in []:
              if path.name not in known_paths:
                  path.unlink()

      """
    try tree.addFile(builder, Array(script.utf8), permissions: 0o755)
  }

  // MARK: Names

  /// A store path with a digest made up from its name: 32 digits of Nix's alphabet of base 32.
  static func path(_ name: String, _ variant: String = "") -> String {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in (name + variant).utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let alphabet = Array("0123456789abcdfghijklmnpqrsvwxyz")
    var digest = ""
    for _ in 0..<32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      digest.append(alphabet[Int(state >> 59)])
    }
    return "/nix/store/\(digest)-\(name)"
  }
}
