import Glibc

/// How two files differ, byte by byte.
public enum FileComparison: Hashable, Sendable {
  case equal
  /// The first file ends after this many bytes, all of them equal; the second goes on.
  case firstIsPrefix(bytes: Int64)
  /// The second file ends after this many bytes, all of them equal; the first goes on.
  case secondIsPrefix(bytes: Int64)
  /// The first byte that differs.
  case differs(at: Int64)

  /// Compares two open files.
  ///
  /// Reads with pread(2), never through a mapping: a truncated file or a failing disk is an error here and
  /// would be SIGBUS there.
  ///
  /// - Parameters:
  ///   - buffers: what is read into; keep them from one comparison to the next.
  ///   - progress: is told the number of bytes after each block that was equal.
  public static func compare(
    _ first: borrowing ReadableFile, _ second: borrowing ReadableFile, using buffers: inout ComparisonBuffers,
    progress: (Int64) -> Void = { _ in }
  ) throws(SystemError) -> FileComparison {
    var offset: Int64 = 0
    while true {
      let left = try first.read(into: &buffers.first, at: offset)
      let right = try second.read(into: &buffers.second, at: offset)
      let shorter = min(left, right)
      if let place = buffers.firstDifference(in: shorter) { return .differs(at: offset &+ Int64(place)) }
      offset &+= Int64(shorter)
      progress(Int64(shorter))
      if left < right { return .firstIsPrefix(bytes: offset) }
      if right < left { return .secondIsPrefix(bytes: offset) }
      if left < buffers.first.count { return .equal }
    }
  }
}

/// Two blocks of memory for comparing files, 256 KiB each: larger is no faster, smaller costs calls.
public struct ComparisonBuffers: Sendable {
  static let size = 256 * 1_024
  var first: [UInt8]
  var second: [UInt8]

  public init() { self.init(size: Self.size) }

  /// Tests take small blocks to reach their borders.
  init(size: Int) {
    first = [UInt8](repeating: 0, count: size)
    second = first
  }

  /// The place of the first byte that differs among the first `count`; nil if none does.
  func firstDifference(in count: Int) -> Int? {
    let equal = first.withUnsafeBytes { left in
      second.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, count) == 0
      }
    }
    return equal ? nil : (0..<count).first { first[$0] != second[$0] }
  }
}
