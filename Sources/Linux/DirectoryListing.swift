import CLinux
import Glibc

/// One entry of a directory, as getdents64(2) gives it.
public struct DirectoryItem: Hashable, Sendable {
  public let name: FileName
  public let kind: FileKind
  public let inode: UInt64
  /// The kernel's position of this entry. On vfat this is a byte offset in the directory, of the first of the
  /// slots of 32 bytes that the name takes (the very first of a root is 2, not 0); elsewhere it is opaque.
  public let position: Int64
  /// The position of the entry that follows, or of the end.
  public let nextPosition: Int64
}

extension Directory {
  /// All entries but "." and "..", in the kernel's order.
  ///
  /// The directory is read from its start once, 64 KiB at a time: about 1,500 names a call.
  public func list() throws(SystemError) -> [DirectoryItem] {
    _ = try checked(clinux_seek(descriptor.raw, 0), "lseek", path)
    var items: [DirectoryItem] = []
    var position: Int64 = 0
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let answer = clinux_getdents64(descriptor.raw, &buffer, buffer.count)
      let count = try checked(answer, "getdents64", path)
      if count == 0 { return try withKnownKinds(items) }
      DirectoryRecords.append(buffer.prefix(count), to: &items, &position)
    }
  }

  /// Some file systems do not tell the kind in the listing (DT_UNKNOWN); those are asked for one by one.
  private func withKnownKinds(_ items: [DirectoryItem]) throws(SystemError) -> [DirectoryItem] {
    guard items.contains(where: { $0.kind == .unknown }) else { return items }
    var known: [DirectoryItem] = []
    for item in items {
      let kind = item.kind == .unknown ? try status(item.name)?.kind : item.kind
      known.append(
        DirectoryItem(
          name: item.name, kind: kind ?? .unknown, inode: item.inode, position: item.position,
          nextPosition: item.nextPosition))
    }
    return known
  }
}

/// The records of getdents64(2): inode (8 bytes), position (8), length of the record (2), type (1), name, 0.
enum DirectoryRecords {
  private static let header = 19

  /// Appends what a buffer holds, leaving out "." and ".."; stops at a record that does not fit.
  ///
  /// - Parameter position: where the first record lies; afterwards, where the next buffer begins.
  static func append(
    _ buffer: ArraySlice<UInt8>, to items: inout [DirectoryItem], _ position: inout Int64
  ) {
    var rest = buffer
    while rest.count > header {
      let start = rest.startIndex
      let length = Int(number(rest, at: start + 16, bytes: 2))
      guard length > header, length <= rest.count else { return }
      let record = rest.prefix(length)
      let name = FileName(bytes: Array(record.dropFirst(header).prefix { $0 != 0 }))
      let next = Int64(bitPattern: number(record, at: start + 8, bytes: 8))
      if name.isSingle {
        items.append(
          DirectoryItem(
            name: name, kind: kind(record[start + 18]), inode: number(record, at: start, bytes: 8),
            position: position, nextPosition: next))
      }
      position = next
      rest = rest.dropFirst(length)
    }
  }

  /// A number in the machine's byte order, read byte by byte: records need not be aligned.
  private static func number(_ bytes: ArraySlice<UInt8>, at index: Int, bytes count: Int) -> UInt64 {
    var value: UInt64 = 0
    for place in 0..<count {
      let position = UInt64(1).littleEndian == 1 ? place : count - 1 - place
      value |= UInt64(bytes[index + position]) << (UInt64(place) * 8)
    }
    return value
  }

  private static func kind(_ type: UInt8) -> FileKind {
    FileKind(mode: UInt32(type) << 12)
  }
}
