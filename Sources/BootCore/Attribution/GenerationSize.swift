import Formats

/// How much of the boot volumes one generation occupies, its specialisations included.
public struct GenerationSize: Sendable, Hashable {
  /// Bytes of whole allocation units that only this generation uses.
  public var exclusiveBytes: UInt64
  /// Bytes that it uses together with other generations.
  public var sharedBytes: UInt64

  public init(exclusiveBytes: UInt64 = 0, sharedBytes: UInt64 = 0) {
    self.exclusiveBytes = exclusiveBytes
    self.sharedBytes = sharedBytes
  }
}

extension BootMap {
  /// The size of each generation that has any file.
  public func generationSizes() -> [GenerationID: GenerationSize] {
    var sizes: [GenerationID: GenerationSize] = [:]
    for file in files where !file.usedBy.isEmpty {
      let users = PinnedCopies.without(copiesIn: file.usedBy.map(\.use.generation))
      let bytes = file.item.allocatedBytes
      for user in users {
        if users.count == 1 {
          sizes[user, default: GenerationSize()].exclusiveBytes +|= bytes
        } else {
          sizes[user, default: GenerationSize()].sharedBytes +|= bytes
        }
      }
    }
    return sizes
  }
}
