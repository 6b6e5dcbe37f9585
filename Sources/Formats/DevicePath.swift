/// Where a file or a device is, in EFI's words (UEFI specification, chapter 10).
///
/// A path is a list of nodes closed by an end node. It may hold several instances, as a console on two devices does.
/// Reading and writing again gives the same bytes.
public struct DevicePath: Hashable, Sendable {
  /// The nodes of each instance, without the end nodes; never empty after parsing, though an instance may be.
  public var instances: [[DevicePathNode]]

  public init(_ nodes: [DevicePathNode]) { instances = [nodes] }

  /// Reads one path that fills `bytes`.
  ///
  /// - Throws: `FormatError` when a node's length is below 4 or beyond the bytes at hand, when an end node is longer
  ///   than its header or of an unknown kind, when the last end node is missing, or when bytes follow it.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes, format: Self.format)
    try self.init(&reader)
    guard reader.remaining == 0 else {
      throw reader.error("\(reader.remaining) bytes after the end of the path")
    }
  }

  /// Reads paths one after the other until the bytes are used up, as they stand in a load option.
  ///
  /// - Throws: `FormatError` as `init(parsing:)` does.
  public static func list(parsing bytes: [UInt8]) throws(FormatError) -> [DevicePath] {
    var reader = ByteReader(bytes, format: format)
    var paths: [DevicePath] = []
    while reader.remaining > 0 { paths.append(try DevicePath(&reader)) }
    return paths
  }

  private static let format = "device path"

  private init(_ reader: inout ByteReader) throws(FormatError) {
    var instances: [[DevicePathNode]] = []
    var nodes: [DevicePathNode] = []
    while true {
      switch try Self.element(&reader) {
      case .node(let node): nodes.append(node)
      case .endOfInstance:
        instances.append(nodes)
        nodes = []
      case .endOfPath:
        self.instances = instances + [nodes]
        return
      }
    }
  }

  private enum Element { case node(DevicePathNode), endOfInstance, endOfPath }

  private static func element(_ reader: inout ByteReader) throws(FormatError) -> Element {
    let start = reader.offset
    guard reader.remaining > 0 else { throw reader.error("the path has no end node") }
    let type = try reader.u8()
    let subtype = try reader.u8()
    let length = Int(try reader.u16())
    guard length >= DevicePathNode.headerSize else {
      throw reader.error("a node claims \(length) bytes, less than its header", at: start)
    }
    guard length - DevicePathNode.headerSize <= reader.remaining else {
      let left = reader.remaining + DevicePathNode.headerSize
      throw reader.error("a node claims \(length) bytes and \(left) are left", at: start)
    }
    let payload = try reader.bytes(length - DevicePathNode.headerSize)
    if let node = DevicePathNode(type: type, subtype: subtype, payload: Array(payload)) { return .node(node) }
    switch (subtype, payload.isEmpty) {
    case (DevicePathNode.Kind.endOfInstance, true): return .endOfInstance
    case (DevicePathNode.Kind.endOfPath, true): return .endOfPath
    default: throw reader.error("an end node of subtype \(subtype) and \(length) bytes", at: start)
    }
  }

  /// The path with its end nodes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for (index, nodes) in instances.enumerated() {
      if index > 0 { bytes += Self.end(DevicePathNode.Kind.endOfInstance) }
      for node in nodes { bytes += node.bytes }
    }
    return bytes + Self.end(DevicePathNode.Kind.endOfPath)
  }

  private static func end(_ subtype: UInt8) -> [UInt8] { [DevicePathNode.Kind.end, subtype, 4, 0] }
}

extension DevicePath {
  /// The partition that the first instance goes through.
  ///
  /// Paths of boot entries commonly begin with it (the short form of UEFI section 3.1.2), else devices stand before it.
  public var hardDrive: HardDriveNode? { instances.first?.lazy.compactMap(HardDriveNode.init).first }

  /// The file that the first instance names, with backslashes; nil when it names none.
  ///
  /// A name may be spread over several file nodes, which stand for components (UEFI section 10.3.5.4).
  public var file: String? {
    let names = instances.first?.compactMap(\.fileName) ?? []
    guard var path = names.first?.text else { return nil }
    for name in names.dropFirst().map(\.text) {
      switch (path.hasSuffix("\\"), name.hasPrefix("\\")) {
      case (true, true): path += name.dropFirst()
      case (false, false): path += "\\" + name
      default: path += name
      }
    }
    return path
  }
}
