import BootCore

/// One generation of the sample machine.
struct DemoGeneration: Sendable {
  let number: UInt64
  let daysAgo: Int64
  let kernelVersion: String
  /// Generations with the same word share their initrd.
  let initrd: String

  static let all = [
    DemoGeneration(number: 36, daysAgo: 61, kernelVersion: "6.12.44", initrd: "first"),
    DemoGeneration(number: 37, daysAgo: 47, kernelVersion: "6.12.44", initrd: "first"),
    DemoGeneration(number: 38, daysAgo: 33, kernelVersion: "6.12.51", initrd: "second"),
    DemoGeneration(number: 39, daysAgo: 20, kernelVersion: "6.12.51", initrd: "third"),
    DemoGeneration(number: 40, daysAgo: 12, kernelVersion: "6.12.51", initrd: "third"),
    DemoGeneration(number: 41, daysAgo: 5, kernelVersion: "6.12.57", initrd: "fourth"),
    DemoGeneration(number: 42, daysAgo: 0, kernelVersion: "6.12.57", initrd: "fifth"),
  ]

  static let kernelBytes: Int64 = 4 << 20
  static let initrdBytes: Int64 = 12 << 20

  /// What an initrd begins with: the magic of zstd.
  static let initrdHead: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  var kernelHead: [UInt8] { DemoProgram.kernel(kernelVersion, size: Self.kernelBytes) }

  var version: String { "25.11.20260\(number)" }
  var toplevel: String { DemoStore.path("nixos-system-demo-\(version)") }
  var kernelPath: String { DemoStore.path("linux-\(kernelVersion)") + "/bzImage" }
  var initrdPath: String { DemoStore.path("initrd-linux-\(kernelVersion)", initrd) + "/initrd" }
  var kernelName: String { Self.bootName(kernelPath) }
  var initrdName: String { Self.bootName(initrdPath) }

  /// The name that NixOS's installer gives the copy of a store file.
  static func bootName(_ path: String) -> String {
    StoreFile(path: path, bytes: nil).bootFileName ?? path
  }

  /// What `boot.json` says of it.
  var described: Toplevel {
    Toplevel(
      path: toplevel, label: "NixOS Xantusia \(version) (Linux \(kernelVersion))",
      kernelVersion: kernelVersion, kernel: StoreFile(path: kernelPath, bytes: UInt64(Self.kernelBytes)),
      initrd: StoreFile(path: initrdPath, bytes: UInt64(Self.initrdBytes)),
      kernelParams: ["loglevel=4", "root=fstab"], sortKey: "nixos")
  }

  /// When it was made, in seconds since 1970.
  func created(now: Int64) -> Int64 { now - daysAgo * 86_400 - 7200 }
}
