/// No `String` is the key of a dictionary or the member of a set: names from a disk are compared byte by byte
/// (`ByteText`), and Swift's texts are not.
enum KeyRule {
  /// Texts that nobody but us writes, or whose two spellings are one thing.
  static let allowed = [
    "Sources/BootCore/Retention/PolicyText.swift": "units that the policy language has",
    "Sources/BootCore/Retention/Retention.swift": "names of our rules",
    "Sources/BootCore/Planning/SpaceGoal.swift": "names of our rules",
    "Sources/BootCore/Planning/DirectoryGrowth.swift": "the three directories of the installer",
    "Sources/LifebootCLI/Options/GenerationChoice.swift": "words that the command line has",
    "Sources/LifebootCLI/Program.swift": "our options",
    "Sources/LifebootCLI/Rendering/PruneText.swift": "names of our rules",
    "Sources/Formats/Type1Entry.swift": "keys of the specification; a key is only looked up there",
    "Sources/Formats/GrubConfiguration.swift": "keys that are only looked up by our names",
    "Sources/Formats/OSRelease.swift": "keys that are only looked up by our names",
    "Sources/Formats/MDMember.swift": "keys that are only looked up by our names",
    "Sources/Formats/LVMReport.swift": "volume groups, whose names LVM keeps to ASCII",
    "Sources/Linux/ProgramRun.swift": "variables that we set",
    "Sources/Linux/PartitionLocation.swift": "keys of the kernel",
    "Sources/Linux/MountHolder.swift": "texts of the kernel",
    "Sources/Scan/MentionScan.swift": "words that we look for",
    "Sources/Apply/Demo/DemoVolume.swift": "a machine that we make",
    "Sources/Apply/Demo/DemoStore.swift": "a machine that we make",
  ]

  static func violations(in file: SourceFile) -> [Violation] {
    if allowed[file.path] != nil { return [] }
    return file.code.indices.filter { isKey($0, file) }.map { place in
      file.violation(file.code[place].line, "a String as the key of a dictionary or the member of a set")
    }
  }

  private static func isKey(_ place: Int, _ file: SourceFile) -> Bool {
    guard ["String", "Substring", "Character"].contains(file.text(place)) else { return false }
    let isMember = file.text(place - 2) == "Set" && file.text(place - 1) == "<" && file.text(place + 1) == ">"
    let isKey =
      file.text(place + 1) == ":" && file.text(place - 1) == "["
      || file.text(place - 2) == "Dictionary" && file.text(place - 1) == "<"
    return isMember || isKey
  }
}
