/// Where a new name will come to lie in a directory of FAT, and how to have it in one sector.
///
/// A name takes a slot of 32 bytes for each 13 characters and one more. Where these lie over two sectors
/// the disk can have the second alone after a power cut. If the first was never used, firmware takes it for
/// the end of the directory and sees neither this name nor any that comes later, while Linux sees them all.
///
/// In one sector, together with the name that the file had before, a rename is one write.
enum SectorPlacement {
  static let sector: Int64 = 512
  static let slot: Int64 = 32

  /// The slots of a name, at most.
  static func slots(of name: FileName) -> Int64 { Int64((name.text.utf16.count + 12) / 13 + 1) }

  /// Whether any placement can do: the name and one slot more in a sector.
  static func isPossible(_ name: FileName) -> Bool { slots(of: name) < sector / slot }

  /// Whether a name that follows the one slot at `position` ends in the same sector.
  static func fits(_ name: FileName, behind position: Int64) -> Bool {
    position % sector + slot + slots(of: name) * slot <= sector
  }

  /// Whether the slot at `position` is the last of its sector.
  static func endsSector(_ position: Int64) -> Bool { position % sector == sector - slot }
}

extension Directory {
  /// Where a name of one slot lies, if it is the last name of the directory, and so whatever is free lies
  /// behind it.
  func positionIfLast(_ name: FileName) throws(SystemError) -> Int64? {
    let items = try list()
    guard let last = items.max(by: { $0.position < $1.position }) else { return nil }
    // Some mount options show names of one slot in small letters.
    return last.name.text.lowercased() == name.text.lowercased() ? last.position : nil
  }
}
