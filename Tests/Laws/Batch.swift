import Support
import Testing

/// Some of the generated machines; batches run beside each other.
///
/// Together they are 4,000 machines, and always the same. `LIFEBOOT_LAW_SEEDS=FIRST-LAST` in the environment takes
/// others instead: one to look at a failure, many to look for one.
struct Batch: Sendable, CustomTestStringConvertible {
  let seeds: ClosedRange<UInt64>

  static let count: UInt64 = 4_000

  static let all: [Batch] = {
    let all = asked ?? 1...count
    let size = max(1, (all.upperBound - all.lowerBound + 1) / 40)
    return stride(from: all.lowerBound, through: all.upperBound, by: Int(size)).map { first in
      Batch(seeds: first...min(first + size - 1, all.upperBound))
    }
  }()

  /// A quarter of them, for what is known to be dear or rare.
  static let some: [Batch] = all.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)

  /// 200 of them, for laws with many states to a machine.
  static let few: [Batch] =
    asked != nil ? all : (0..<8).map { Batch(seeds: 1 + $0 * 500...25 + $0 * 500) }

  var testDescription: String { "seeds \(seeds.lowerBound) to \(seeds.upperBound)" }

  private static var asked: ClosedRange<UInt64>? {
    guard let text = Checkout.environment("LIFEBOOT_LAW_SEEDS") else { return nil }
    let numbers = text.split(separator: "-").compactMap { UInt64($0) }
    guard let first = numbers.first, let last = numbers.last, first <= last else { return nil }
    return first...last
  }
}
