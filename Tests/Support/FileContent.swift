/// The bytes of a file, told without holding them.
public enum FileContent: Sendable, Hashable {
  case bytes([UInt8])
  /// Bytes that follow from `seed` alone: a shorter one is a prefix of a longer one.
  case noise(seed: String, bytes: UInt64)
  /// Noise with one byte changed in the middle.
  case altered(seed: String, bytes: UInt64)
  /// Noise, and then `extra` bytes of another one: an initrd with secrets.
  case grown(seed: String, bytes: UInt64, extra: UInt64)

  public var count: UInt64 {
    switch self {
    case .bytes(let bytes): UInt64(bytes.count)
    case .noise(_, let bytes), .altered(_, let bytes): bytes
    case .grown(_, let bytes, let extra): bytes &+ extra
    }
  }

  static func text(_ text: String) -> FileContent { .bytes(Array(text.utf8)) }

  /// All bytes.
  func materialized() -> [UInt8] {
    switch self {
    case .bytes(let bytes): return bytes
    case .noise(let seed, let bytes): return Self.noise(seed, bytes)
    case .altered(let seed, let bytes):
      var noise = Self.noise(seed, bytes)
      if !noise.isEmpty { noise[noise.count / 2] ^= 0x55 }
      return noise
    case .grown(let seed, let bytes, let extra):
      return Self.noise(seed, bytes) + Self.noise("secrets of \(seed)", extra)
    }
  }

  private static func noise(_ seed: String, _ count: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: StoreName.hash(seed))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(count) + 8)
    while bytes.count < count {
      var word = random.next()
      for _ in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    }
    // What stands for a kernel begins as one, or whoever looks at heads finds every machine broken.
    if seed.hasPrefix("kernel ") {
      for (place, byte) in LoaderContent.kernelHead.enumerated().prefix(Int(count)) { bytes[place] = byte }
    }
    return Array(bytes.prefix(Int(count)))
  }
}

/// Paths in the store of a sketched machine: they follow from a text alone.
enum StoreName {
  static let store = "/nix/store"

  /// `/nix/store/<digest>-NAME`, the digest made from `seed`.
  static func path(_ seed: String, name: String) -> String { "\(store)/\(digest(seed))-\(name)" }

  /// 32 characters of Nix's alphabet, which leaves out e, o, t and u.
  static func digest(_ seed: String) -> String {
    let alphabet = Array("0123456789abcdfghijklmnpqrsvwxyz".utf8)
    var random = SplitMix64(seed: hash(seed))
    var text: [UInt8] = []
    while text.count < 32 {
      var word = random.next()
      for _ in 0..<8 {
        text.append(alphabet[Int(word & 31)])
        word >>= 8
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// FNV-1a, 64 bits.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
