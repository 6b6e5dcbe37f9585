/// The names of logical volumes in the device mapper.
public enum VolumeGroupName {
  /// `GROUP-VOLUME`, with the hyphens of each name doubled.
  public static func mapperName(_ group: String, _ volume: String) -> String {
    escaped(group) + "-" + escaped(volume)
  }

  /// How the names of all volumes of `group` begin.
  public static func mapperPrefix(_ group: String) -> String { escaped(group) + "-" }

  private static func escaped(_ name: String) -> String {
    name.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "--")
  }
}

/// The names of MD arrays, which stand in their metadata as `HOST:NAME`.
enum ArrayName {
  /// `/dev/md/NAME`, with and without the host, and for a name that is a number `/dev/mdNUMBER`.
  static func isMeant(by spec: String, _ name: String?) -> Bool {
    guard let name, !name.isEmpty else { return false }
    let own = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init)
    let ways = [name, own].compactMap { $0 }.filter { !$0.isEmpty }
    return ways.contains { way in
      spec == "/dev/md/" + way || spec == "/dev/disk/by-id/md-name-" + way
        || spec == "/dev/md" + way && way.allSatisfy(\.isNumber)
    }
  }
}

/// A name for a device that does not depend on the order of disks (fstab(5), `/dev/disk/by-…`).
public struct DeviceTag: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case uuid = "UUID"
    case label = "LABEL"
    case partitionUUID = "PARTUUID"
    case partitionLabel = "PARTLABEL"

    var folder: String {
      switch self {
      case .uuid: "/dev/disk/by-uuid/"
      case .label: "/dev/disk/by-label/"
      case .partitionUUID: "/dev/disk/by-partuuid/"
      case .partitionLabel: "/dev/disk/by-partlabel/"
      }
    }
  }

  public var kind: Kind
  public var value: String

  /// Nil for a name that is none of these four.
  public init?(_ spec: String) {
    for kind in Kind.allCases {
      if spec.hasPrefix(kind.rawValue + "=") {
        let text = spec.dropFirst(kind.rawValue.count + 1)
        self.init(kind: kind, value: text.hasPrefix("\"") ? String(text.filter { $0 != "\"" }) : String(text))
        return
      }
      if spec.hasPrefix(kind.folder) {
        self.init(kind: kind, value: Self.unescaped(spec.dropFirst(kind.folder.count)))
        return
      }
    }
    return nil
  }

  init(kind: Kind, value: String) {
    self.kind = kind
    self.value = value
  }

  /// udev writes what it does not like in a name as `\x20`.
  private static func unescaped(_ name: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(name.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.dropFirst().prefix(2)
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), digits.count == 2
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
