/// A kernel with everything it boots with in one EFI program (UAPI specification "Unified Kernel Image"), or the stub
/// that lanzaboote writes in its place.
///
/// lanzaboote uses the names `.linux` and `.initrd` for *paths* of files beside the stub. Which of the two a file is
/// shows in its sections alone, so the head is enough; the caller then reads only the small sections it wants.
public struct UnifiedKernelImage: Hashable, Sendable {
  /// The sections that a boot menu, a verifier or we look at.
  public enum SectionName: String, CaseIterable, Sendable {
    case linux = ".linux"
    case initrd = ".initrd"
    case commandLine = ".cmdline"
    case osRelease = ".osrel"
    case kernelVersion = ".uname"
    case sbat = ".sbat"
    case microcode = ".ucode"
    case deviceTree = ".dtb"
    case splash = ".splash"
    case pcrSignature = ".pcrsig"
    case pcrPublicKey = ".pcrpkey"
    case profile = ".profile"
    case loaderInfo = ".sdmagic"
  }

  /// How an image comes to its kernel.
  public enum Payload: Hashable, Sendable {
    /// Kernel and initrd are sections.
    case embedded(kernel: Range<UInt64>, initrd: Range<UInt64>?)
    /// Sections hold the paths of kernel and initrd on the same volume, and their SHA-256 sums.
    case referenced(LanzabooteSections)
    /// A stub without a kernel, or some other EFI program.
    case none
  }

  public let header: PEHeader
  private let base: [PEHeader.Section]

  public init(header: PEHeader) {
    self.header = header
    // From the first `.profile` on, sections belong to alternative profiles.
    base = Array(header.sections.prefix { $0.name != SectionName.profile.rawValue })
  }

  /// Reads the first bytes of a file, all of it or `PEHeader.readSize`.
  ///
  /// - Throws: `FormatError` as `PEHeader` does.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    self.init(header: try PEHeader(parsing: bytes))
  }

  /// Where the contents of a section lie in the file; of several of one name, the first of the base profile counts.
  public func range(of section: SectionName) -> Range<UInt64>? {
    if section == .profile { return header.section(section.rawValue)?.contents }
    return range(named: section.rawValue)
  }

  private func range(named name: String) -> Range<UInt64>? { base.first { $0.name == name }?.contents }

  /// No kernel is as short as this many bytes, and no path on a FAT volume is longer.
  private static let pathLimit = 4096

  public var payload: Payload {
    // Up to lanzaboote 0.3.
    if let kernel = range(named: ".kernelp"), let initrd = range(named: ".initrdp") {
      return .referenced(
        LanzabooteSections(
          kernelPath: kernel, initrdPath: initrd, kernelHash: range(named: ".kernelh"),
          initrdHash: range(named: ".initrdh")))
    }
    guard let kernel = range(of: .linux), !kernel.isEmpty else { return .none }
    let initrd = range(of: .initrd)
    if kernel.count < Self.pathLimit, let initrd {
      return .referenced(
        LanzabooteSections(
          kernelPath: kernel, initrdPath: initrd, kernelHash: range(named: ".linuxh"),
          initrdHash: range(named: ".initrdh")))
    }
    return .embedded(kernel: kernel, initrd: initrd)
  }
}

/// Where a lanzaboote stub keeps what it says of its kernel and initrd.
public struct LanzabooteSections: Hashable, Sendable {
  public let kernelPath: Range<UInt64>
  public let initrdPath: Range<UInt64>
  public let kernelHash: Range<UInt64>?
  public let initrdHash: Range<UInt64>?
}

/// A file that a lanzaboote stub refers to.
public struct LanzabooteReference: Hashable, Sendable {
  /// The path on the stub's own volume, with backslashes and one at the beginning.
  public let path: String
  /// The 32 bytes of its SHA-256 sum; nil when the stub holds none. For the initrd it covers appended secrets.
  public let sha256: [UInt8]?

  /// Reads the contents of a path section and of its hash section.
  ///
  /// - Throws: `FormatError` when the path is not UTF-8, does not begin with a backslash or holds a control character,
  ///   or when the hash is not 32 bytes.
  public init(path: [UInt8], hash: [UInt8]?) throws(FormatError) {
    let format = "lanzaboote stub"
    // objcopy may pad a section with NULs.
    let used = path.prefix { $0 != 0 }
    guard let text = String(validating: used, as: UTF8.self), text.hasPrefix("\\"),
      text == text.withoutControls
    else {
      throw FormatError(
        format: format, problem: "a section that should hold a path holds \(used.count) other bytes")
    }
    if let hash, hash.count != 32 {
      throw FormatError(format: format, problem: "a hash of \(hash.count) bytes instead of 32")
    }
    self.path = text
    sha256 = hash
  }
}
