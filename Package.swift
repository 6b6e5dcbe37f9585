// swift-tools-version: 6.2
// 6.2 and not later: nixpkgs builds lifeboot with Swift 6.2.
import PackageDescription

/// Who may import whom is the architecture of the project; a boundary is a target where
/// crossing it would be dangerous. CI builds with `--explicit-target-dependency-import-check error`.
let strict: [SwiftSetting] =
  Context.environment["LIFEBOOT_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "lifeboot",
  products: [.executable(name: "lifeboot", targets: ["lifeboot"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // The kernel and its libraries, as C sees them. No logic.
    .target(
      name: "CLinux",
      linkerSettings: [.linkedLibrary("blkid"), .linkedLibrary("efivar")]),
    .target(name: "Linux", dependencies: ["CLinux"], swiftSettings: strict),
    .target(name: "Formats", swiftSettings: strict),
    .target(name: "BootCore", dependencies: ["Formats"], swiftSettings: strict),
    .target(name: "Scan", dependencies: ["Linux", "BootCore", "Formats"], swiftSettings: strict),
    .target(name: "Apply", dependencies: ["Linux", "BootCore", "Formats"], swiftSettings: strict),
    .target(
      name: "LifebootCLI", dependencies: ["Scan", "Apply", "BootCore", "Linux", argumentParser],
      swiftSettings: strict),
    .executableTarget(name: "lifeboot", dependencies: ["LifebootCLI"], swiftSettings: strict),

    // The fixture language: a machine as text.
    .target(
      name: "Support", dependencies: ["BootCore", "Formats"], path: "Tests/Support",
      exclude: ["faults"], swiftSettings: strict),
    // Runs one recipe of Linux/Writing, or an unsafe one as a control, for fault and crash tests.
    .executableTarget(
      name: "disk-recipes", dependencies: ["Linux"], path: "Tests/Recipes", swiftSettings: strict),
    .testTarget(
      name: "LinuxTests", dependencies: ["Linux", "Support", "disk-recipes"], path: "Tests/Linux"),
    .testTarget(
      name: "FormatsTests", dependencies: ["Formats", "Support"], path: "Tests/Formats", exclude: ["Corpus"]),
    .testTarget(
      name: "BootCoreTests", dependencies: ["BootCore", "Formats", "Support"],
      path: "Tests/BootCore"),
    .testTarget(
      name: "ScanTests", dependencies: ["Scan", "Linux", "BootCore", "Formats", "Support"],
      path: "Tests/Scan"),
    .testTarget(
      name: "ApplyTests", dependencies: ["Apply", "Scan", "Linux", "BootCore", "Support"],
      path: "Tests/Apply"),
    .testTarget(
      name: "LifebootCLITests",
      dependencies: ["LifebootCLI", "Apply", "Scan", "Linux", "BootCore", "Formats", "Support"],
      path: "Tests/LifebootCLI", exclude: ["Golden"]),
    .testTarget(
      name: "LawsTests", dependencies: ["BootCore", "Formats", "Support"], path: "Tests/Laws"),
    .testTarget(
      name: "TidyTests", dependencies: ["Linux", "Formats", "BootCore", "LifebootCLI", "Support"],
      path: "Tests/Tidy"),
    .testTarget(
      name: "NixTests", dependencies: ["Support", "lifeboot"], path: "Tests/Nix",
      exclude: ["in-namespace", "machine.nix", "prune-30-generations", "where-nix-differs"]),
    .testTarget(
      name: "RescueTests", dependencies: ["Support", "lifeboot"], path: "Tests/Rescue",
      exclude: ["make-system", "stand-in"]),
    .testTarget(
      name: "CrashTests", dependencies: ["Support", "Scan", "BootCore", "Formats", "lifeboot"],
      path: "Tests/Crash"),
  ]
)
