/// What the end of the first page of a swap area says (mkswap(8); kernel/power/swap.c; libblkid's swap and swsuspend).
public enum SwapSignature: Hashable, Sendable {
  /// It is a swap area, and nothing more.
  case swap
  /// It holds the memory of a system that sleeps (hibernation).
  case sleeping

  /// How many bytes the signature has at most.
  public static let length = 10
  /// The sizes that a page can have, in bytes; the signature ends with the first one.
  public static let pageSizes: [Int64] = [4_096, 8_192, 16_384, 32_768, 65_536]

  private static let sleepingTexts = ["S1SUSPEND", "S2SUSPEND", "ULSUSPEND", "LINHIB0001"].map {
    Array($0.utf8)
  }
  private static let swapTexts = ["SWAP-SPACE", "SWAPSPACE2"].map { Array($0.utf8) }

  /// Nil for what is none of both.
  ///
  /// - Parameter bytes: the last ten of the page.
  public init?(_ bytes: [UInt8]) {
    if Self.sleepingTexts.contains(where: { bytes.starts(with: $0) }) {
      self = .sleeping
    } else if Self.swapTexts.contains(bytes) {
      self = .swap
    } else {
      return nil
    }
  }
}
