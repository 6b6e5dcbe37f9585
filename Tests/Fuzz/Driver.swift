// One program with a fuzz target for each parser of `Formats`, for libFuzzer; `Tests/Fuzz/run` builds and runs it.
//
// It is compiled together with the sources of the module and the sketches of its tests, outside the package. A target
// must come back from any input; where reading and writing again is promised to give the same, it traps if not.

import Glibc

struct FuzzTarget: Sendable {
  let name: String
  /// Valid inputs from which the fuzzer starts.
  let seeds: [[UInt8]]
  let run: @Sendable ([UInt8]) -> Void

  init(_ name: String, seeds: [[UInt8]], _ run: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.seeds = seeds
    self.run = run
  }

  init(_ name: String, texts: [String], _ run: @escaping @Sendable ([UInt8]) -> Void) {
    self.init(name, seeds: texts.map { Array($0.utf8) }, run)
  }

  /// The target named in the environment.
  static let chosen: FuzzTarget = {
    let name = environment("LIFEBOOT_FUZZ_TARGET") ?? ""
    guard let target = all.first(where: { $0.name == name }) else {
      print("no fuzz target named \(name); there are: \(all.map(\.name).joined(separator: " "))")
      exit(64)
    }
    return target
  }()

  static let all = efi + programs + volumes + texts
}

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

extension FuzzTarget {
  static let drive = HardDriveNode(
    partitionNumber: 1, startLBA: 2048, sizeLBA: 4096, partition: .systemPartition)

  static let efi = [
    FuzzTarget(
      "LoadOption", seeds: [(try? LoadOption.file("\\EFI\\a.efi", on: drive, label: "a"))?.bytes ?? []]
    ) { bytes in
      guard let option = try? LoadOption(parsing: bytes) else { return }
      precondition(option.bytes == bytes)
      precondition(option.label.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
      _ = option.path?.text
    },
    FuzzTarget("DevicePath", seeds: [DevicePath([drive.node]).bytes]) { bytes in
      guard let path = try? DevicePath(parsing: bytes) else { return }
      precondition(path.bytes == bytes)
      precondition(path.text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
      _ = (path.file, path.hardDrive)
    },
    FuzzTarget("BootOrder", seeds: [[0, 0, 3, 0, 1, 0], Array("Boot00A1".utf8)]) { bytes in
      if let order = try? BootOrder(parsing: bytes) { precondition(order.bytes == bytes) }
      if let number = try? BootNumber(parsing: bytes) { precondition(number.bytes == bytes) }
      _ = BootNumber(variableName: String(decoding: bytes, as: UTF8.self))
    },
    FuzzTarget("UTF16Text", seeds: [[0x61, 0, 0, 0, 0x3D, 0xD8, 0, 0xDE, 0, 0]]) { bytes in
      guard let list = try? UTF16Text.list(parsing: bytes) else { return }
      let written = list.flatMap(\.bytes)
      precondition(written == bytes || written == bytes + [0, 0])
    },
  ]

  static let programs = [
    FuzzTarget("PE", seeds: [PESketch(sections: [(".text", [1]), (".osrel", [2])]).bytes]) { bytes in
      guard let header = try? PEHeader(parsing: bytes) else { return }
      _ = (header.declaredFileSize, header.sections.map(\.contents.count))
    },
    FuzzTarget("KernelImage", seeds: [kernel]) { bytes in
      guard let kernel = try? KernelImage(parsing: bytes) else { return }
      precondition(kernel.pe != nil || kernel.kind != .otherEFI)
    },
    FuzzTarget("UKI", seeds: [stub]) { bytes in
      guard let image = try? UnifiedKernelImage(parsing: bytes) else { return }
      for section in UnifiedKernelImage.SectionName.allCases { _ = image.range(of: section) }
      guard case .referenced(let sections) = image.payload else { return }
      _ = try? LanzabooteReference(
        path: bytes[file: sections.kernelPath], hash: sections.kernelHash.map { bytes[file: $0] })
    },
    FuzzTarget(
      "LoaderBinary", texts: ["#### LoaderInfo: systemd-boot 257.9 ####", "UEFI SHIM\n$Version: 16.1 $"]
    ) { bytes in
      _ = LoaderBinary(recognising: bytes)
    },
  ]

  private static let kernel = PESketch(
    sections: [(".text", [1])],
    overlay: [(0x1F1, [7]), (0x1FE, [0x55, 0xAA]), (0x202, Array("HdrS".utf8) + [0x0F, 2])]
  ).bytes
  private static let stub = PESketch(sections: [
    (".linux", Array("\\a".utf8)), (".initrd", Array("\\b".utf8)),
    (".linuxh", Array(repeating: 1, count: 32)),
  ]).bytes

  static let volumes = [
    FuzzTarget(
      "FAT", seeds: [FATSketch().bytes, FATSketch(rootSlots: 512, sectorsPerFAT: 64, isFAT32: false).bytes]
    ) {
      bytes in
      guard let geometry = try? FATGeometry(parsing: bytes) else { return }
      precondition(geometry.clusterCount > 0 && geometry.dataStart > 0)
      _ = FATSoundness.problem { offset, count in
        offset <= bytes.count ? Array(bytes[offset..<min(bytes.count, offset + count)]) : []
      }
    },
    FuzzTarget("FATName", texts: ["BOOTX64.EFI", "loader.conf"]) { bytes in
      guard let name = try? FATName(String(decoding: bytes, as: UTF8.self)) else { return }
      precondition((1...21).contains(name.slots))
    },
    FuzzTarget("DirectorySlotMap", seeds: [Array(repeating: 1, count: 512)]) { bytes in
      guard var map = try? DirectorySlotMap(parsing: bytes, growth: .clusters(slots: 16)) else { return }
      for byte in bytes.prefix(64) where map.add(slots: Int(byte % 22)) != nil {
        map.remove(Int(byte)..<Int(byte) + 3)
      }
    },
    FuzzTarget("CPIO", seeds: [CPIOSketch.small]) { bytes in
      guard let archive = try? CPIOArchive(parsing: bytes) else { return }
      precondition(archive.entries.allSatisfy { $0.contents.upperBound <= archive.end })
    },
    FuzzTarget("Initrd", seeds: [CPIOSketch.small + [0, 0, 0, 0, 0x28, 0xB5, 0x2F, 0xFD]]) { bytes in
      for offset in 0...3 { _ = try? InitrdArchive(parsing: bytes, offset: offset) }
    },
  ]

  static let texts = [
    FuzzTarget("Type1Entry", texts: ["title NixOS\nlinux /EFI/nixos/a.efi\noptions init=/x quiet\n"]) {
      bytes in
      guard let entry = try? Type1Entry(parsing: bytes) else { return }
      let fields = entry.fields.map { Type1Entry.Field(key: $0.key, value: $0.value) }
      guard let text = try? Type1Entry.text(of: fields, ending: .newline) else { return }
      let again = try? Type1Entry(parsing: text)
      precondition(again?.fields.map(\.key) == fields.map(\.key))
      precondition(again?.fields.map(\.value) == fields.map(\.value))
    },
    FuzzTarget("LoaderConf", texts: ["timeout 5\ndefault nixos-generation-42.conf\nconsole-mode keep\n"]) {
      bytes in
      guard let conf = try? LoaderConf(parsing: bytes) else { return }
      guard let changed = try? conf.settingDefault(to: "a.conf") else { return }
      precondition((try? LoaderConf(parsing: changed)) != nil)
    },
    FuzzTarget(
      "TOML",
      texts: ["a = 1\n[b.c]\nd = [1979-05-27T07:32:00Z, \"x\\u00e9\", 0x1F, 1e9]\n[[e]]\nf.g = '''\nx'''\n"]
    ) {
      bytes in
      _ = try? TOMLTable(parsing: bytes)
    },
    FuzzTarget("JSON", texts: ["{\"a\": [1, -2.5e3, true, null, \"\\u00e9\\n\"], \"b\": {}}"]) { bytes in
      guard let document = try? JSONDocument(parsing: bytes, format: "JSON") else { return }
      _ = (document.root.string, document.root.position)
    },
    FuzzTarget("Bootspec", texts: [bootspec]) { bytes in _ = try? Bootspec(parsing: bytes) },
    FuzzTarget(
      "MountInfo", texts: ["36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"]
    ) {
      bytes in
      _ = try? MountInfo(parsing: bytes)
    },
    FuzzTarget("LVMReport", texts: ["{\"report\":[{\"pv\":[{\"pv_name\":\"/dev/a\",\"vg_name\":\"v\"}]}]}"]) {
      bytes in _ = try? LVMReport(parsing: bytes)
    },
    FuzzTarget("MDMember", texts: ["MD_LEVEL=raid1\nMD_DEVICES=2\nMD_UUID=a:b:c:d\n"]) { bytes in
      _ = try? MDMember(parsing: bytes)
    },
    FuzzTarget("ZFSListing", texts: ["tank\tnone\tunavailable\ttank\ntank/a\t/\t-\t-\n"]) { bytes in
      _ = try? ZFSListing(parsing: bytes)
    },
    FuzzTarget(
      "GrubConfiguration",
      texts: [
        "<attr name=\"bootPath\"><string value=\"/boot\" /><attr name=\"efiSupport\"><bool value=\"true\" />"
      ]
    ) { bytes in
      _ = try? GrubConfiguration(parsing: bytes)
    },
    FuzzTarget("Fstab", texts: ["UUID=1234-ABCD /boot vfat umask=0077 0 2\n/dev/a\\040b none swap\n"]) {
      bytes in
      _ = try? Fstab(parsing: bytes)
    },
    FuzzTarget("OSRelease", texts: ["ID=nixos\nVERSION_ID=\"26.05\"\nPRETTY_NAME='a b'\n"]) { bytes in
      _ = try? OSRelease(parsing: bytes)
    },
    FuzzTarget(
      "Installer",
      texts: ["TIMEOUT = \"5\"\nCONFIGURATION_LIMIT = int(\"10\")\n", "#!/bin/sh\nexec /nix/store/a -x\n"]
    ) {
      bytes in
      _ = try? SystemdBootBuilder(parsing: bytes)
      _ = try? InstallerCommand.find(in: bytes)
      _ = try? InstallerWrapper.find(in: bytes)
    },
    FuzzTarget(
      "SecretsAppender",
      texts: ["#!/bin/sh -e\nfunction usage {\n  echo\n}\nif [ $# -ne 1 ]; then\n  usage\nfi\nexit 0\n"]
    ) { bytes in
      _ = (try? SecretsAppender(parsing: bytes))?.appendsNothing
    },
    FuzzTarget(
      "Names",
      texts: [
        "nixos-generation-42+3-1.conf", "/nix/store/00000000000000000000000000000000-linux", "a*[b-c]?",
      ]
    ) {
      bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = (EntryFileName(text), BootFileName(text), NixOSEntryName(text), KernelCommandLine(text))
      _ = (try? StorePath(text), GenerationLinkName(text, profile: "system"), EFIGUID(text), MachineID(text))
      _ = (
        VersionOrder.compare(text, "1.2~rc3"), GlobPattern(text).matches(text),
        GlobPattern("*a*b?[c]").matches(text)
      )
    },
  ]

  private static let bootspec = """
    {"org.nixos.bootspec.v1": {"init": "/nix/store/a/init", "initrd": "/nix/store/b/initrd", "kernel": "/nix/store/c/bzImage",
     "kernelParams": ["quiet"], "label": "NixOS", "system": "x86_64-linux", "toplevel": "/nix/store/a"},
     "org.nixos.specialisation.v1": {}}
    """
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

/// Writes the seeds of all targets, one folder each, when it is asked for by `LIFEBOOT_FUZZ_SEEDS`.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  guard let folder = environment("LIFEBOOT_FUZZ_SEEDS") else { return 0 }
  for target in FuzzTarget.all {
    mkdir("\(folder)/\(target.name)", 0o755)
    for (index, seed) in target.seeds.enumerated() {
      guard let file = fopen("\(folder)/\(target.name)/seed-\(index)", "w") else { exit(1) }
      fwrite(seed, 1, seed.count, file)
      fclose(file)
    }
    print(target.name)
  }
  fflush(nil)
  exit(0)
}
