/// A layer of storage that is closed, and what opens it.
public struct ClosedLayer: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Encrypted: needs a passphrase or a key file.
    case luks
    /// The header of an encrypted device that is elsewhere.
    case luksHeader
    case volumeGroup(String)
    /// Members that are there, and how many there should be where that is known.
    case array(uuid: String, present: Int, wanted: Int?)
    case pool(String)
    /// An encrypted file system of an imported pool.
    case dataset(String)
  }

  public var kind: Kind
  /// The devices that it is on.
  public var devices: [String]

  public init(_ kind: Kind, devices: [String]) {
    self.kind = kind
    self.devices = devices
  }

  /// Opening it asks for a passphrase, or takes a key file.
  public var isSecret: Bool {
    switch kind {
    case .luks, .luksHeader, .dataset: true
    case .volumeGroup, .array, .pool: false
    }
  }

  /// What a user calls it.
  public var name: String {
    switch kind {
    case .luks: "LUKS on \(devices.first ?? "?")"
    case .luksHeader: "LUKS header on \(devices.first ?? "?")"
    case .volumeGroup(let name): "LVM volume group \(name)"
    case .array: "MD array of \(devices.joined(separator: ", "))"
    case .pool(let name): "ZFS pool \(name)"
    case .dataset(let name): "ZFS file system \(name)"
    }
  }
}
