/// The name of an EFI variable: a name, and the GUID of who defined it.
public struct EFIVariableName: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let name: String
  /// 36 characters in lower case.
  public let vendor: String

  /// The vendor of BootOrder, Boot####, SecureBoot, … (UEFI specification, EFI_GLOBAL_VARIABLE).
  public static let globalVendor = "8be4df61-93ca-11d2-aa0d-00e098032b8c"

  /// Nil if the vendor is no GUID, or the name is empty, too long for a file name, or holds a slash or 0.
  public init?(_ name: String, vendor: String = Self.globalVendor) {
    let guid = vendor.lowercased()
    guard Self.isGUID(guid), !name.isEmpty, name.utf8.count <= 200,
      !name.utf8.contains(0x2F), !name.utf8.contains(0)
    else { return nil }
    self.name = name
    self.vendor = guid
  }

  /// Reads "BootOrder-8be4df61-…", the name of a file in efivarfs.
  public init?(fileName: String) {
    let bytes = fileName.utf8
    guard bytes.count > 37 else { return nil }
    let split = bytes.index(bytes.endIndex, offsetBy: -37)
    guard bytes[split] == 0x2D, let name = String(bytes[..<split]),
      let vendor = String(bytes[bytes.index(after: split)...])
    else { return nil }
    self.init(name, vendor: vendor)
  }

  /// The file in efivarfs.
  public var fileName: String { name + "-" + vendor }
  public var description: String { fileName }

  public static func < (left: Self, right: Self) -> Bool {
    (left.name, left.vendor) < (right.name, right.vendor)
  }

  private static func isGUID(_ text: String) -> Bool {
    text.utf8.count == 36
      && text.utf8.enumerated().allSatisfy { place, byte in
        switch place {
        case 8, 13, 18, 23: byte == 0x2D
        default: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
        }
      }
  }
}

/// The contents of an EFI variable.
public struct EFIVariable: Hashable, Sendable {
  /// The attribute bits of the UEFI specification: 1 non-volatile, 2 boot services, 4 runtime, …
  public let attributes: UInt32
  public let data: [UInt8]

  public init(attributes: UInt32, data: [UInt8]) {
    self.attributes = attributes
    self.data = data
  }
}
