import Formats

/// The originals in the store, which copies are measured by and rebuilds copy, can be what was built.
///
/// A power cut soon after a build leaves files with their sizes and without their contents. Nix notices that only when
/// it is told to compare.
public enum StoreFilesSound: Check {
  public static let ids = ["store-damaged"]

  public static func check(_ context: CheckContext) -> [Finding] {
    var users: [ByteText: (file: StoreFile, damage: String, generation: GenerationID)] = [:]
    for generation in context.snapshot.generations {
      guard let toplevel = generation.toplevel else { continue }
      for system in [toplevel] + toplevel.specialisations.map(\.toplevel) {
        for file in [system.kernel, system.initrd, system.devicetree] {
          guard let file, let damage = file.damage else { continue }
          users[ByteText(file.path)] = (file, damage, generation.id)
        }
      }
    }
    return users.values.map { file, damage, generation in
      Finding(
        id: "store-damaged", severity: .warning, subject: file.path,
        message: "it \(damage): what the next rebuild copies of it for \(generation) does not boot",
        remedy: .mendStore)
    }
  }
}
