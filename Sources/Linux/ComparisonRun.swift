import Dispatch
import Synchronization

/// Two files to compare: one below a directory, where no link is followed, and one inside a root, where
/// links are.
public struct FilePair: Hashable, Sendable {
  /// Names from the directory downwards.
  public let below: [FileName]
  /// An absolute path inside the root.
  public let inside: String

  public init(below: [FileName], inside: String) {
    self.below = below
    self.inside = inside
  }
}

/// What came of comparing one pair; `firstIsPrefix` speaks of the file below the directory.
public typealias PairOutcome = Result<FileComparison, SystemError>

extension FileComparison {
  /// Compares many pairs, on as many threads as there are processors.
  ///
  /// Pairs are started in the given order; give large ones first, so that no thread is left alone with one.
  /// At most two files a thread are open at a time.
  ///
  /// - Parameters:
  ///   - fromMedium: drop what the kernel has cached of each file before reading it.
  ///   - progress: is told the bytes compared so far, from any of the threads.
  /// - Returns: an outcome for each pair, in the order of the pairs.
  public static func compareAll(
    _ pairs: [FilePair], below directory: borrowing Directory, inside root: borrowing Root,
    fromMedium: Bool, progress: @Sendable (Int64) -> Void = { _ in }
  ) -> [PairOutcome] {
    let outcomes = Mutex([PairOutcome?](repeating: nil, count: pairs.count))
    let next = Atomic(0)
    let done = Atomic<Int64>(0)
    DispatchQueue.concurrentPerform(iterations: min(pairs.count, ProcessorCount.online)) { _ in
      var buffers = ComparisonBuffers()
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        if index >= pairs.count { return }
        let outcome = compare(pairs[index], directory, root, fromMedium: fromMedium, &buffers) {
          progress(done.add($0, ordering: .relaxed).newValue)
        }
        outcomes.withLock { $0[index] = outcome }
      }
    }
    return outcomes.withLock { $0.compactMap { $0 } }
  }

  private static func compare(
    _ pair: FilePair, _ directory: borrowing Directory, _ root: borrowing Root, fromMedium: Bool,
    _ buffers: inout ComparisonBuffers, progress: (Int64) -> Void
  ) -> PairOutcome {
    do throws(SystemError) {
      let first = try directory.openForReading(along: pair.below)
      let second = try root.openForReading(pair.inside)
      if fromMedium {
        try first.forgetCache()
        try second.forgetCache()
      }
      return .success(try compare(first, second, using: &buffers, progress: progress))
    } catch {
      return .failure(error)
    }
  }
}
