import BootCore
import Formats
import Linux

/// Reads the small sections of unified kernel images; kernels inside them are left alone.
enum ImageScan {
  /// No honest text section is longer.
  private static let sectionLimit = 64 << 10

  /// Nil when the file is no PE image that can be read.
  static func image(_ path: VolumePath, _ directory: borrowing Directory) -> UnifiedImage? {
    guard let file = try? directory.openForReading(FileName(path.name)),
      let head = bytes(0..<UInt64(PEHeader.readSize), file),
      let image = try? UnifiedKernelImage(parsing: head)
    else { return nil }
    var facts = UnifiedImage()
    if let release = section(.osRelease, image, file).flatMap({ try? OSRelease(parsing: $0) }) {
      facts.prettyName = release.prettyName
      facts.versionID = release.versionID
      facts.osID = release.id
    }
    facts.commandLine = section(.commandLine, image, file).map { text in
      String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard case .referenced(let sections) = image.payload else { return facts }
    guard let kernel = reference(.kernel, sections.kernelPath, file),
      let initrd = reference(.initrd, sections.initrdPath, file)
    else { return nil }
    facts.references = [kernel, initrd]
    return facts
  }

  private static func reference(
    _ part: BootFilePart, _ range: Range<UInt64>, _ file: borrowing ReadableFile
  ) -> UnifiedImage.Reference? {
    guard let path = bytes(range, file), let said = try? LanzabooteReference(path: path, hash: nil) else {
      return nil
    }
    return UnifiedImage.Reference(part: part, text: String(said.path.map { $0 == "\\" ? "/" : $0 }))
  }

  private static func section(
    _ name: UnifiedKernelImage.SectionName, _ image: UnifiedKernelImage, _ file: borrowing ReadableFile
  ) -> [UInt8]? {
    guard let range = image.range(of: name), range.count <= sectionLimit else { return nil }
    return bytes(range, file)
  }

  private static func bytes(_ range: Range<UInt64>, _ file: borrowing ReadableFile) -> [UInt8]? {
    guard range.count <= max(sectionLimit, PEHeader.readSize) else { return nil }
    var buffer = [UInt8](repeating: 0, count: range.count)
    let count = try? file.read(into: &buffer, at: Int64(clamping: range.lowerBound))
    return count.map { Array(buffer.prefix($0)) }
  }
}
