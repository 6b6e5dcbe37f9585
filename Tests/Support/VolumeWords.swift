import BootCore

/// Reads the line of a boot volume: `esp 512M fat32 cluster 4K free 31M`.
enum VolumeWords {
  static func read(_ first: String, _ words: inout SketchWords) throws(SketchError) -> SketchedVolume {
    let role: VolumeRole = first == "esp" ? .esp : first == "xbootldr" ? .xbootldr : .boot
    var volume = SketchedVolume(role: role, bytes: try words.size("size"), mountPoint: "")
    if role == .boot { setKind("given", of: &volume) }
    while let word = words.take() {
      switch word {
      case "cluster": volume.cluster = try words.size("cluster")
      case "free": volume.free = try words.size("size")
      case "at": volume.mountPoint = try words.need("mount point")
      case "uuid": volume.partitionUUID = try words.need("partition UUID")
      default: guard setKind(word, of: &volume) else { throw words.unknown(word) }
      }
    }
    return volume
  }

  /// A word that stands alone.
  @discardableResult
  private static func setKind(_ word: String, of volume: inout SketchedVolume) -> Bool {
    switch word {
    case "fat12", "fat16", "fat32":
      volume.fat = word == "fat12" ? 12 : word == "fat16" ? 16 : 32
    case "ext4":
      volume.filesystem = word
    case "given":
      volume.isTakenAsGiven = true
      volume.isMountPoint = false
      volume.filesystem = "directory"
    case "unmounted": volume.isMountPoint = false
    case "read-only": volume.isReadOnly = true
    case "dirty": volume.isDirty = true
    case "damaged": (volume.isDirty, volume.isDamaged) = (true, true)
    case "clean": volume.isDirty = false
    case "empty": volume.isEmpty = true
    default: return false
    }
    return true
  }
}
