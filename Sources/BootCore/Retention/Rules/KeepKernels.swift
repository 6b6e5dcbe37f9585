import Formats

/// Keeps the newest generation of each of the newest kernels.
///
/// Kernels are told apart by their store path and are as new as the newest generation that has
/// them: a kernel that was downgraded to counts as newer than the one before.
public struct KeepKernels: RetentionRule {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public var name: String { "kernels" }
  public var title: String { "kernels \(count)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    var seen: Set<ByteText> = []
    let chosen = candidates.filter { candidate in
      guard let kernel = candidate.kernel, seen.count < count else { return false }
      return seen.insert(ByteText(kernel)).inserted
    }
    return counted(chosen, limit: count)
  }
}
