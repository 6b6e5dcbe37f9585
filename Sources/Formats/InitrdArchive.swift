/// An initrd, which is archives one after the other, each plain cpio or compressed (Linux `init/initramfs.c`).
///
/// Appending to an initrd is how secrets and microcode come into it. What a compressed archive holds, and where it
/// ends, is not known without unpacking it, so the walk ends at the first one.
public struct InitrdArchive: Hashable, Sendable {
  /// The forms Linux can be built to take, by the bytes it tells them by (`lib/decompress.c`).
  public enum Form: Hashable, Sendable, CaseIterable {
    case cpio, gzip, bzip2, lzma, xz, lzo, lz4, zstd

    /// The form of what begins with `head`; nil for anything Linux would not take.
    public init?(head: some Sequence<UInt8>) {
      let head = Array(head.prefix(6))
      guard let form = Self.allCases.first(where: { form in form.magics.contains(where: head.starts) }) else {
        return nil
      }
      self = form
    }

    var magics: [[UInt8]] {
      switch self {
      case .cpio: [Array("070701".utf8), Array("070702".utf8)]
      case .gzip: [[0x1F, 0x8B], [0x1F, 0x9E]]
      case .bzip2: [[0x42, 0x5A]]
      case .lzma: [[0x5D, 0x00]]
      case .xz: [[0xFD, 0x37]]
      case .lzo: [[0x89, 0x4C]]
      case .lz4: [[0x02, 0x21]]
      case .zstd: [[0x28, 0xB5]]
      }
    }
  }

  /// One archive and where it lies; a compressed one reaches to the end of the bytes.
  public struct Segment: Hashable, Sendable {
    public let form: Form
    public let range: Range<Int>
  }

  public let segments: [Segment]

  /// Walks `bytes`, the whole initrd or what stands after `offset` bytes of it.
  ///
  /// Zeros between archives are padding. `offset` matters because Linux takes plain cpio only at a multiple of four.
  ///
  /// - Throws: `FormatError` at the first byte that begins no archive, and when a plain one is damaged.
  public init(parsing bytes: [UInt8], offset: Int = 0) throws(FormatError) {
    // As many zeros in front as keep the padding of four where it is in the whole.
    let lead = ((offset % 4) + 4) % 4
    let padded = lead == 0 ? bytes : Array(repeating: 0, count: lead) + bytes
    var segments: [Segment] = []
    var place = padded.firstIndex { $0 != 0 }
    while let start = place {
      guard let form = Form(head: padded[start...]), form != .cpio || start.isMultiple(of: 4) else {
        throw FormatError(
          format: "initrd", problem: "byte \(start - lead): no archive begins here",
          remedy: "what was appended is damaged or cut off; write the initrd anew")
      }
      let end = form == .cpio ? try CPIOArchive(parsing: padded, at: start).end : padded.count
      segments.append(Segment(form: form, range: start - lead..<end - lead))
      place = padded[end...].firstIndex { $0 != 0 }
    }
    self.segments = segments
  }
}
