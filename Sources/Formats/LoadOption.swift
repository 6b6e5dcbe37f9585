/// What a `Boot####` variable holds: `EFI_LOAD_OPTION` (UEFI specification, section 3.1.3).
///
/// Reading and writing again gives the same bytes, whatever firmware or another system has put in.
public struct LoadOption: Hashable, Sendable {
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The boot manager tries the option by itself.
    public static let active = Attributes(rawValue: 0x1)
    public static let forceReconnect = Attributes(rawValue: 0x2)
    /// Not shown in the menu.
    public static let hidden = Attributes(rawValue: 0x8)
    /// The bits of the category; all clear for something that boots, the lowest for an application of the firmware.
    public static let category = Attributes(rawValue: 0x1F00)
  }

  /// The device paths, or why they cannot be read.
  ///
  /// An option with a damaged path still has a label and can still be listed, deleted and put back.
  public enum Paths: Hashable, Sendable {
    /// The first says what is booted, the others belong to whoever wrote them.
    case readable([DevicePath])
    case damaged(bytes: [UInt8], FormatError)
  }

  public var attributes: Attributes
  /// The label that firmware shows.
  public var label: UTF16Text
  public private(set) var paths: Paths
  /// Handed to the program; for a Linux kernel its command line in UTF-16.
  public var optionalData: [UInt8]

  /// Nil when `paths` do not fit into the 65,535 bytes there are for them.
  public init?(
    attributes: Attributes = .active, label: UTF16Text, paths: [DevicePath], optionalData: [UInt8] = []
  ) {
    guard paths.reduce(0, { $0 + $1.bytes.count }) <= UInt16.max else { return nil }
    self.attributes = attributes
    self.label = label
    self.paths = .readable(paths)
    self.optionalData = optionalData
  }

  /// Reads the variable's contents without efivarfs's attribute word.
  ///
  /// - Throws: `FormatError` when the header or the label is cut short, or when the paths claim more bytes than there
  ///   are. Paths that are damaged inside give `Paths.damaged`.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes, format: Self.format)
    attributes = Attributes(rawValue: try reader.u32())
    let pathBytes = Int(try reader.u16())
    label = try Self.label(&reader)
    guard pathBytes <= reader.remaining else {
      throw reader.error("the device paths claim \(pathBytes) bytes and \(reader.remaining) are left")
    }
    paths = Self.paths(Array(try reader.bytes(pathBytes)))
    optionalData = Array(reader.rest())
  }

  private static let format = "load option"

  private static func label(_ reader: inout ByteReader) throws(FormatError) -> UTF16Text {
    let start = reader.offset
    var units: [UInt16] = []
    while true {
      guard reader.remaining >= 2 else { throw reader.error("the label has no end", at: start) }
      let unit = try reader.u16()
      if unit == 0 { return UTF16Text(unitsBeforeNUL: units) }
      units.append(unit)
    }
  }

  private static func paths(_ bytes: [UInt8]) -> Paths {
    do throws(FormatError) {
      return .readable(try DevicePath.list(parsing: bytes))
    } catch {
      return .damaged(bytes: bytes, error)
    }
  }

  /// The variable's contents without efivarfs's attribute word.
  public var bytes: [UInt8] {
    let pathBytes =
      switch paths {
      case .readable(let paths): paths.flatMap(\.bytes)
      case .damaged(let bytes, _): bytes
      }
    let length = UInt16(truncatingIfNeeded: pathBytes.count)
    return attributes.rawValue.littleEndianBytes + length.littleEndianBytes + label.bytes + pathBytes
      + optionalData
  }
}

extension LoadOption {
  public var isActive: Bool { attributes.contains(.active) }

  /// The path that says what is booted; nil when there is none or it is damaged.
  public var path: DevicePath? {
    switch paths {
    case .readable(let paths): paths.first
    case .damaged: nil
    }
  }

  /// The option that `efibootmgr --create` writes for a file on a GPT partition.
  ///
  /// The path is the short form, partition and file without the devices before them, so it goes on working when the
  /// disk moves to another port. Slashes in `file` become backslashes; firmware wants the first character to be one.
  ///
  /// - Throws: `FormatError` when `label` or `file` holds a NUL or `file` is longer than a node can be.
  public static func file(
    _ file: String, on drive: HardDriveNode, label: String
  ) throws(FormatError) -> LoadOption {
    guard !file.utf16.contains(0), let title = UTF16Text(label) else {
      throw FormatError(format: format, problem: "a NUL in the label or in the path of the file")
    }
    let backslashed = UTF16Text(unitsBeforeNUL: file.utf16.map { $0 == 0x2F ? 0x5C : $0 })
    guard let node = DevicePathNode.file(backslashed),
      let option = LoadOption(label: title, paths: [DevicePath([drive.node, node])])
    else {
      let length = backslashed.units.count
      throw FormatError(format: format, problem: "a path of \(length) characters, more than a node holds")
    }
    return option
  }
}
