import BootCore
import Formats
import Linux

/// Finds which files on the boot volumes other files name: any small text, programs beside the kernels or that entries
/// start, and the firmware's load options.
///
/// Limits are said, not kept silent: what was not looked through may need anything on its volume.
enum MentionScan {
  /// What is looked for.
  private struct Search {
    var files: MentionSearch
    var systems: SystemSearch
  }

  /// A file of this size is read whole without a look at whether it is text.
  private static let glanceLimit: UInt64 = 256 << 10
  /// Text of this size is read whole; larger text is not. A GRUB menu of a thousand generations has some 2 MiB.
  private static let textLimit: UInt64 = 8 << 20
  /// Of one volume together.
  private static let totalLimit: UInt64 = 24 << 20

  static func fill(_ snapshot: inout Snapshot, _ request: ScanRequest, in root: borrowing Root) {
    let search = Search(files: MentionSearch(snapshot), systems: SystemSearch(snapshot))
    let sources = MentionSources(snapshot)
    for volume in snapshot.volumes {
      guard let top = try? root.openDirectory(volume.mountPoint) else { continue }
      var total: UInt64 = 0
      for item in volume.items {
        let form = sources.form(of: item)
        if form == .nothing { continue }
        if total > totalLimit {
          snapshot.mentions.unread.append(
            UnreadFile(path: item.path, why: "there is more text on this volume than lifeboot looks through"))
          break
        }
        total += read(item, form, search, top, into: &snapshot.mentions)
      }
    }
    readOptions(request, search, &snapshot.mentions)
  }

  /// - Returns: how many bytes were looked through, about.
  private static func read(
    _ item: VolumeItem, _ form: MentionSources.Form, _ search: Search, _ top: borrowing Directory,
    into mentions: inout Mentions
  ) -> UInt64 {
    do throws(SystemError) {
      let file = try top.openForReading(along: item.path.components.map { FileName($0) })
      switch form {
      case .nothing: return 0
      case .program:
        try readProgram(item, file, search, &mentions)
        return min(item.bytes, glanceLimit)
      case .text:
        var isText = item.bytes <= glanceLimit
        if !isText { isText = TextLook.isText(try bytes(0..<4096, of: file)) }
        if isText && item.bytes > textLimit {
          mentions.unread.append(
            UnreadFile(
              path: item.path, why: "it has \(ByteCount.text(item.bytes)) of text, too much to look through"))
        }
        guard isText && item.bytes <= textLimit else { return 4096 }
        note(try bytes(0..<textLimit, of: file), item.path, search, &mentions)
        return item.bytes
      }
    } catch {
      // What vanished in the meantime says nothing.
      if error.errno != 2 {
        mentions.unread.append(UnreadFile(path: item.path, why: "it cannot be read (\(error.meaning))"))
      }
      return 0
    }
  }

  private static func readProgram(
    _ item: VolumeItem, _ file: borrowing ReadableFile, _ search: Search, _ mentions: inout Mentions
  ) throws(SystemError) {
    let size = UInt64(clamping: file.status.size)
    let head = try bytes(0..<UInt64(PEHeader.readSize), of: file)
    guard let ranges = ProgramText.ranges(head, size: size) else {
      mentions.unread.append(
        UnreadFile(path: item.path, why: "its configuration is too large to look through"))
      return
    }
    for range in ranges { note(try bytes(range, of: file), item.path, search, &mentions) }
  }

  private static func note(
    _ text: [UInt8], _ path: VolumePath, _ search: Search, _ mentions: inout Mentions
  ) {
    let others = search.files.paths(in: text).subtracting([path])
    if !others.isEmpty { mentions.files[path, default: []].formUnion(others) }
    let generations = search.systems.generations(in: text)
    if !generations.isEmpty { mentions.generations[path, default: []].formUnion(generations) }
  }

  private static func bytes(_ range: Range<UInt64>, of file: borrowing ReadableFile) throws(SystemError)
    -> [UInt8]
  {
    let end = min(range.upperBound, UInt64(clamping: file.status.size))
    guard range.lowerBound < end else { return [] }
    var buffer = [UInt8](repeating: 0, count: Int(end - range.lowerBound))
    let count = try file.read(into: &buffer, at: Int64(clamping: range.lowerBound))
    return count == buffer.count ? buffer : Array(buffer.prefix(count))
  }

  /// A load option can start a kernel by itself and give it its initrd and init (`efibootmgr --unicode 'initrd=…'`).
  private static func readOptions(_ request: ScanRequest, _ search: Search, _ mentions: inout Mentions) {
    guard let variables = EFIVariables.visible(in: request.root), variables.areAvailable,
      let names = try? variables.names()
    else { return }
    for name in names where name.vendor == EFIVariableName.globalVendor {
      guard let number = BootNumber(variableName: name.name), let data = (try? variables.read(name))??.data
      else { continue }
      let found = search.files.paths(in: data)
      if !found.isEmpty { mentions.options[number] = found }
      for generation in search.systems.generations(in: data) { mentions.startedByOption[generation] = number }
    }
  }
}

/// Which files of a machine may name others, by where they lie and what they are called.
struct MentionSources {
  enum Form { case text, program, nothing }

  private let loader: any BootLoader
  private let known: Set<VolumePath>
  private let started: Set<VolumePath>

  init(_ snapshot: Snapshot) {
    loader = BootLoaders.present(in: snapshot)
    let wanted = loader.wantedFiles
    // Read already and understood to the last word; what was read for other loaders is not.
    known = Set(snapshot.smallFiles.keys.filter { path in wanted.contains { $0.matches(path) } })
    let entries = loader.see(snapshot).entries
    let programs = entries.flatMap(\.uses).filter { $0.part == .kernel || $0.part == .uki }
    started = Set(programs.compactMap(\.path))
  }

  func form(of item: VolumeItem) -> Form {
    guard item.kind == .file, item.bytes > 0, !known.contains(item.path) else { return .nothing }
    let (directory, name) = item.path.folded
    // What a write left over is not anybody's wish.
    if item.path.isAt("/loader/random-seed") || loader.place(of: item.path) == .temporary { return .nothing }
    if directory == "efi/nixos" {
      switch BootFileName(name) {
      case .store, .secretInitrd, .temporary: return .nothing
      case .uki, .other: return .program
      }
    }
    if started.contains(item.path) || directory == "efi/linux" && name.hasSuffix(".efi") { return .program }
    let ending = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[$0...].dropFirst()) } ?? ""
    return Self.binaries.contains(ending) ? .nothing : .text
  }

  /// Endings of what is never a configuration: programs, modules, fonts, pictures, firmware, device trees.
  private static let binaries: Set<String> = [
    "efi", "mod", "mo", "pf2", "ttf", "otf", "png", "jpg", "jpeg", "bmp", "icns", "ico", "svg", "tga", "gz",
    "xz",
    "zst", "img", "iso", "bin", "dat", "elf", "fd", "cap", "rom", "dtb", "dtbo", "dll", "mui", "sdi", "wim",
    "p7b",
    "der", "crt", "cer", "esl", "auth", "sig",
  ]
}

/// Whether bytes look like text.
enum TextLook {
  static func isText(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    let odd = bytes.count { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D && $0 != 0x0C && $0 != 0x1B }
    return odd * 100 <= bytes.count
  }
}

/// Where a program may carry a configuration: all of a small one, else what is neither code nor a kernel inside it.
enum ProgramText {
  private static let wholeLimit: UInt64 = 4 << 20
  private static let partLimit: UInt64 = 1 << 20

  /// Nil when there is more than is looked through; nothing for what is no program.
  static func ranges(_ head: [UInt8], size: UInt64) -> [Range<UInt64>]? {
    if size <= wholeLimit { return [0..<size] }
    guard let header = try? PEHeader(parsing: head) else { return [] }
    var ranges = header.sections.filter { !payload.contains($0.name) }.map(\.contents)
    ranges.append(min(header.declaredFileSize, size)..<size)
    return ranges.contains { UInt64($0.count) > partLimit } ? nil : ranges.filter { !$0.isEmpty }
  }

  /// Sections that hold code, or what is booted.
  private static let payload: Set<String> = [
    ".text", ".data", ".rodata", ".rdata", ".bss", ".init", ".reloc", ".setup", ".compat", ".linux",
    ".initrd",
    ".kernel", ".ramdisk", ".xsm", ".ucode", ".splash", ".dtb", ".dtbauto", ".hwids", ".efifw", ".pad",
    ".rsrc",
  ]
}
