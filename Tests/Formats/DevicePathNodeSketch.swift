import Formats
import Testing

/// Makes nodes that are exactly what the specification says, with random contents, of every kind that libefivar prints
/// without losing anything; `DevicePathText.swift` lists what it loses.
struct DevicePathNodeSketch {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Kinds whose payload is so many random bytes: (type, subtype, size).
  static let plain: [(UInt8, UInt8, Int)] = [
    (1, 1, 2), (1, 2, 1), (1, 3, 20), (1, 4, 16), (1, 4, 23), (1, 5, 4), (1, 6, 9), (1, 77, 11),
    (2, 1, 8), (2, 3, 4), (2, 3, 12),
    (3, 1, 4), (3, 2, 4), (3, 3, 20), (3, 0x15, 20), (3, 4, 12), (3, 5, 2), (3, 6, 4), (3, 9, 44),
    (3, 0x0A, 16),
    (3, 0x0A, 20), (3, 0x0B, 33), (3, 0x0C, 15), (3, 0x0C, 23), (3, 0x0E, 15), (3, 0x11, 1), (3, 0x12, 6),
    (3, 0x14, 2), (3, 0x17, 12), (3, 0x19, 2), (3, 0x1A, 1), (3, 0x1B, 6), (3, 0x1C, 32), (3, 0x1D, 1),
    (3, 0x1E, 7), (3, 0x20, 16), (3, 0x30, 9),
    (4, 1, 38), (4, 2, 20), (4, 3, 16), (4, 3, 19), (4, 5, 16), (4, 6, 16), (4, 7, 16), (4, 8, 20),
    (4, 9, 34),
    (5, 9, 6),
  ]

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      [0, 1, 2, 3, 0xFF, .random(in: .min ... .max, using: &random)].randomElement(using: &random) ?? 0
    }
  }

  mutating func word() -> String {
    let letters = Array("abcXYZ019.-_")
    return String(
      (0..<Int.random(in: 0...20, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
  }

  private mutating func one(of guids: [String]) -> [UInt8] {
    EFIGUID(guids.randomElement(using: &random) ?? "")?.bytes ?? []
  }

  /// A node of one of the plain kinds, or of one that has an inner form.
  mutating func node() throws -> DevicePathNode {
    let plain = try #require(Self.plain.randomElement(using: &random))
    let node =
      switch Int.random(in: 0..<14, using: &random) {
      case 0: acpi(1, hardware: true, texts: 0)
      case 1: acpi(2, hardware: true, texts: 3)
      case 2: acpi(2, hardware: false, texts: 3)
      case 3: DevicePathNode(type: 3, subtype: 0x18, payload: Array(word().utf8))
      case 4: DevicePathNode(type: 3, subtype: 0x13, payload: bytes(14) + Array(word().utf8))
      case 5:
        DevicePathNode(type: 5, subtype: 1, payload: bytes(1) + [0] + bytes(2) + Array(word().utf8) + [0])
      case 6: UTF16Text("\\" + word()).flatMap(DevicePathNode.file)
      case 7: hardDrive()
      case 8: vendor()
      case 9: sas()
      case 10: usbClass()
      case 11:
        DevicePathNode(
          type: 3, subtype: 0x1F, payload: [0] + bytes(16 * Int.random(in: 0...3, using: &random)))
      case 12: ramDisk()
      default: DevicePathNode(type: plain.0, subtype: plain.1, payload: bytes(plain.2))
      }
    return try #require(node)
  }

  private mutating func acpi(_ subtype: UInt8, hardware: Bool, texts: Int) -> DevicePathNode? {
    let known: [UInt16] = [0x0A03, 0x0A05, 0x0A06, 0x0A08, 0x0A09, 0x0604, 0x0301, 0x0501, 0x0401]
    let id = known.randomElement(using: &random) ?? 0
    let hid: [UInt8] = hardware ? [0xD0, 0x41, UInt8(truncatingIfNeeded: id), UInt8(id >> 8)] : bytes(4)
    var strings: [UInt8] = []
    for _ in 0..<texts { strings += Array(word().utf8) + [0] }
    return DevicePathNode(type: 2, subtype: subtype, payload: hid + bytes(subtype == 1 ? 4 : 8) + strings)
  }

  private mutating func hardDrive() -> DevicePathNode? {
    let kind = UInt8.random(in: 0...3, using: &random)
    return DevicePathNode(type: 4, subtype: 1, payload: bytes(36) + [kind == 2 ? 2 : 1, kind])
  }

  private mutating func vendor() -> DevicePathNode? {
    let terminals = [
      "e0c14753-f9be-11d2-9a0c-0090273fc14d", "dfa66065-b419-11d3-9a2d-0090273fc14d",
      "7baec70b-57e0-4c76-8e87-2f9e28088343", "ad15a0d6-8bec-4acf-a073-d01de77e2d88",
      "eba4e8d2-3858-41ec-a281-2647ba9660d0",
    ]
    let count = Int.random(in: 0...5, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return DevicePathNode(type: 3, subtype: 0x0A, payload: one(of: terminals) + bytes(count))
    case 1:
      return DevicePathNode(
        type: 3, subtype: 0x0A, payload: one(of: ["37499a9d-542f-4c89-a026-35da142094e4"]) + bytes(4))
    default:
      return DevicePathNode(
        type: 1, subtype: 4, payload: one(of: ["cf31fac5-c24e-11d2-85f3-00a0c93ec93b"]) + bytes(4))
    }
  }

  private mutating func sas() -> DevicePathNode? {
    let topologies: [UInt8] = [0x00, 0x02, 0x32, 0x42, 0x72]
    let topology = topologies.randomElement(using: &random) ?? 0
    let vendor = one(of: ["d487ddb4-008b-11d9-afdc-001083ffca4d"])
    return DevicePathNode(type: 3, subtype: 0x0A, payload: vendor + bytes(20) + [topology] + bytes(3))
  }

  private mutating func usbClass() -> DevicePathNode? {
    let known: [[UInt8]] = [
      [1, 5], [2, 5], [3, 5], [6, 5], [7, 5], [8, 5], [9, 5], [10, 5], [11, 5], [14, 5], [0xDC, 5],
      [0xDE, 5], [77, 5],
      [0xFE, 1], [0xFE, 2], [0xFE, 3],
    ]
    return DevicePathNode(
      type: 3, subtype: 0x0F, payload: bytes(4) + (known.randomElement(using: &random) ?? []) + bytes(1))
  }

  private mutating func ramDisk() -> DevicePathNode? {
    let kinds = [
      "77ab535a-45fc-624b-5560-f7b281d1f96e", "3d5abd30-4175-87ce-6d64-d2ade523c4bb",
      "5cea02c9-4d07-69d3-269f-4496fbe096f9", "08018188-42cd-bb48-100f-5387d53ded3d",
    ]
    return DevicePathNode(type: 4, subtype: 9, payload: bytes(16) + one(of: kinds) + bytes(2))
  }
}
