import BootCore
import Formats

/// A bar that shows how full a boot volume is and with what, and its legend.
struct UsageBar {
  private struct Part {
    var group: UsageGroup
    var files: Int
    var bytes: UInt64
  }

  private let parts: [Part]
  private let volume: Volume
  private let name: String

  /// - Parameter name: the place as the user knows it.
  init(_ volume: Volume, map: BootMap, name: String) {
    self.volume = volume
    self.name = name
    let usage = VolumeUsage(of: volume, map: map)
    var parts = UsageGroup.allCases.map { Part(group: $0, files: 0, bytes: 0) }
    func add(_ group: UsageGroup, files: Int, bytes: UInt64) {
      guard let index = parts.firstIndex(where: { $0.group == group }) else { return }
      parts[index].files += files
      parts[index].bytes +|= bytes
    }
    for share in usage.shares { add(UsageGroup(share.kind), files: share.files, bytes: share.bytes) }
    add(.other, files: 0, bytes: volume.rootDirectoryBytes)
    add(.unaccounted, files: 0, bytes: usage.unaccountedBytes ?? 0)
    if volume.isMountPoint { add(.free, files: 0, bytes: volume.freeBytes) }
    self.parts = parts.filter { $0.bytes > 0 }
  }

  func page(_ face: Face) -> Page {
    var page = Page([heading])
    if parts.isEmpty { return page }
    page.add(bar(face))
    page.add(legend(face))
    return page
  }

  private var heading: StyledText {
    var line = StyledText(name, .strong)
    let role =
      switch volume.role {
      case .esp: "ESP"
      case .xbootldr: "XBOOTLDR"
      case .boot: "boot directory"
      }
    guard volume.isMountPoint else {
      let used = parts.reduce(UInt64(0)) { $0 +| $1.bytes }
      return line + "  \(role), an ordinary directory with \(ByteCount.text(used)) of boot files"
    }
    line += StyledText("  \(role), \(volume.filesystem), \(ByteCount.text(volume.totalBytes)), ")
    let percent = volume.totalBytes == 0 ? 0 : volume.freeBytes / max(volume.totalBytes / 100, 1)
    return line + StyledText("\(ByteCount.text(volume.freeBytes)) free (\(min(percent, 100)) %)", .strong)
  }

  private func bar(_ face: Face) -> StyledText {
    let width = min(72, (face.columns ?? 80) - 4)
    var line = StyledText("  ")
    for (part, cells) in zip(parts, cells(width)) where cells > 0 {
      let glyph = part.group.glyph(isUnicode: face.isUnicode)
      line += StyledText(String(repeating: glyph, count: cells), part.group.tone)
    }
    return line
  }

  /// Every part that is there gets at least one cell; the largest one pays for that.
  private func cells(_ width: Int) -> [Int] {
    let total = parts.reduce(0.0) { $0 + Double($1.bytes) }
    var cells = parts.map { max(1, Int(Double($0.bytes) / max(total, 1) * Double(width))) }
    let largest = cells.indices.max { cells[$0] < cells[$1] }
    if let largest { cells[largest] = max(1, cells[largest] + width - cells.reduce(0, +)) }
    return cells
  }

  private func legend(_ face: Face) -> Page {
    var page = Page()
    var line = StyledText("  ")
    for part in parts {
      let glyph = String(part.group.glyph(isUnicode: face.isUnicode))
      let text = " \(part.group.title(files: part.files)) \(ByteCount.text(part.bytes))"
      let item = StyledText(glyph, part.group.tone) + text
      if line.width > 2, line.width + 3 + item.width > (face.columns ?? 80) {
        page.add(line)
        line = StyledText("  ")
      }
      line += (line.width > 2 ? StyledText("   ") : .empty) + item
    }
    page.add(line)
    return page
  }
}
