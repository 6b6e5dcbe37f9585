import BootCore
import Formats
import Linux

/// Reads what EFI programs and kernels on the boot volumes, and loaders in the store, say of themselves.
enum ProgramScan {
  /// Loaders, the fallback, and whatever load options could start from these volumes.
  static func programs(_ snapshot: Snapshot, in root: borrowing Root) -> [VolumePath: ProgramFacts] {
    let named = Set(
      (snapshot.firmware.boot?.options ?? []).compactMap(\.file).map { ByteText(VolumePath.fold($0)) })
    var programs: [VolumePath: ProgramFacts] = [:]
    for volume in snapshot.volumes {
      guard let directory = try? root.openDirectory(volume.mountPoint) else { continue }
      for item in volume.items where item.kind == .file {
        let isLoader = item.path.isDirectlyIn("/EFI/systemd") || item.path.isDirectlyIn("/EFI/BOOT")
        let isProgram = isLoader && VolumePath.fold(item.path.name).utf8.hasSuffix(".efi")
        guard isProgram || named.contains(ByteText(VolumePath.fold(item.path.description))) else { continue }
        programs[item.path] = facts(item.path, directory)
      }
    }
    compare(&programs, snapshot, in: root)
    return programs
  }

  /// What does not say what it is, is held against the copies in the store: a damaged loader still has most of their
  /// bytes.
  private static func compare(
    _ programs: inout [VolumePath: ProgramFacts], _ snapshot: Snapshot, in root: borrowing Root
  ) {
    let silent = programs.filter { $0.value.product == nil && $0.key.isDirectlyIn("/EFI/BOOT") }.keys
    if silent.isEmpty { return }
    let sources = sources(snapshot, in: root).compactMap { source -> [UInt8]? in
      guard let file = try? root.openForReading(source.file.path) else { return nil }
      return try? file.prefix(Int(min(file.status.size, glanceLimit)))
    }
    for path in silent {
      guard let volume = snapshot.volume(path.volume),
        let directory = try? root.openDirectory(volume.mountPoint),
        let file = try? directory.openForReading(along: path.components.map { FileName($0) }),
        let bytes = try? file.prefix(Int(min(file.status.size, glanceLimit)))
      else { continue }
      programs[path]?.isLikeSource = sources.contains { isLike($0, bytes) }
    }
  }

  /// More than half of the sectors of `bytes` are those of `source`, and do not hold zeros alone.
  private static func isLike(_ source: [UInt8], _ bytes: [UInt8]) -> Bool {
    let starts = Array(stride(from: 0, to: bytes.count, by: 512))
    let same = starts.count { start in
      let end = min(start + 512, bytes.count)
      return end <= source.count && bytes[start..<end].elementsEqual(source[start..<end])
        && bytes[start..<end].contains { $0 != 0 }
    }
    return same * 2 > starts.count
  }

  /// Whole loaders are small; of anything larger that has their place a glance reads the head.
  private static let glanceLimit: Int64 = 1 << 20

  /// Loaders, and the heads of kernels: what a glance may cost.
  static func glance(_ snapshot: inout Snapshot, in root: borrowing Root) {
    snapshot.loaders = loaders(snapshot, in: root)
    let kernels = kernels(BootLoaders.present(in: snapshot).see(snapshot).entries, snapshot, in: root)
    // What is no kernel, or cannot be read, only a verification calls damage.
    snapshot.glancedKernels = kernels.filter { if case .kernel = $0.value { true } else { false } }
    func miss(_ place: String?, _ message: String) {
      guard let place else { return }
      snapshot.notLooked.append(
        NotLooked(subject: root.shown(place), message: message, remedy: .person("run this as root")))
    }
    if snapshot.loaders == nil {
      miss(
        snapshot.loaderVolume?.mountPoint, "the boot loader there may not be read, so nothing is known of it")
    }
    let unread =
      Identity.isRoot
      ? [] : kernels.filter { if case .unreadable = $0.value { true } else { false } }.keys.sorted()
    if let first = unread.first {
      miss(
        snapshot.volume(first.volume)?.mountPoint,
        "\(first.name) there may not be read, so nothing but its size is known")
    }
  }

  /// With another program as the fallback, what is started depends on the firmware's load options.
  static func isWorthMore(_ snapshot: Snapshot) -> Bool {
    guard snapshot.chain == nil, let loaders = snapshot.loaders,
      let architecture = snapshot.firmwareArchitecture,
      let place = BootLoaders.present(in: snapshot).program(for: architecture).fallbackPath
    else { return false }
    return loaders.contains { $0.key.isAt(place) && $0.value.product != .systemdBoot }
  }

  /// What a glance may cost: boot loaders and the fallback, which are a few hundred KiB, without digests.
  ///
  /// - Returns: nil when somebody without the right to it looks: that is no fault of the loader.
  static func loaders(_ snapshot: Snapshot, in root: borrowing Root) -> [VolumePath: ProgramFacts]? {
    guard let volume = snapshot.loaderVolume, let directory = try? root.openDirectory(volume.mountPoint)
    else {
      return nil
    }
    var programs: [VolumePath: ProgramFacts] = [:]
    for item in volume.items where item.kind == .file {
      let isPlace = item.path.isDirectlyIn("/EFI/systemd") || item.path.isDirectlyIn("/EFI/BOOT")
      guard isPlace, VolumePath.fold(item.path.name).hasSuffix(".efi") else { continue }
      if isDenied(item.path, directory) { return nil }
      programs[item.path] = facts(item.path, directory, isGlance: true)
    }
    compare(&programs, snapshot, in: root)
    return programs
  }

  private static func isDenied(_ path: VolumePath, _ directory: borrowing Directory) -> Bool {
    do throws(SystemError) {
      _ = try directory.openForReading(along: path.components.map { FileName($0) })
      return false
    } catch {
      return error.isDenied
    }
  }

  private static func facts(
    _ path: VolumePath, _ directory: borrowing Directory, isGlance: Bool = false
  ) -> ProgramFacts {
    do throws(SystemError) {
      let file = try directory.openForReading(along: path.components.map { FileName($0) })
      guard isGlance else { return try facts(file) }
      let size = file.status.size
      let bytes = try file.prefix(size <= glanceLimit ? Int(size) : PEHeader.readSize)
      let binary = LoaderBinary(recognising: bytes)
      return ProgramFacts(image(bytes), product: binary?.product, version: binary?.version)
    } catch {
      return ProgramFacts(.unreadable(why: error.meaning))
    }
  }

  private static func facts(_ file: borrowing ReadableFile) throws(SystemError) -> ProgramFacts {
    // A unified kernel image is larger than any loader and says what it is in its head.
    let isSmall = file.status.size <= LoaderBinary.readLimit
    let bytes = try file.prefix(isSmall ? Int(file.status.size) : PEHeader.readSize)
    let binary = LoaderBinary(recognising: bytes)
    let digest = isSmall ? Digest.sha256.hexadecimal(of: bytes) : nil
    return ProgramFacts(
      image(bytes), product: binary?.product, version: binary?.version, digest: digest)
  }

  private static func image(_ bytes: [UInt8]) -> ProgramFacts.Image {
    do throws(FormatError) {
      let head = try PEHeader(parsing: Array(bytes.prefix(PEHeader.readSize)))
      return .program(
        ProgramFacts.Head(
          machine: head.machine, isApplication: head.isEFIApplication, declaredBytes: head.declaredFileSize,
          isSigned: head.signatures != nil))
    } catch {
      return .other(why: error.problem)
    }
  }

  /// The loader in the systemd of each generation, each copy once, the current generation's first.
  static func sources(_ snapshot: Snapshot, in root: borrowing Root) -> [LoaderSource] {
    guard let architecture = snapshot.firmwareArchitecture else { return [] }
    let place = BootLoaders.present(in: snapshot).program(for: architecture).storePath
    let newestFirst = [snapshot.mainProfile?.current].compactMap(\.self) + snapshot.generations.reversed()
    var seen: Set<ByteText> = []
    var sources: [LoaderSource] = []
    for toplevel in newestFirst.map(\.system) {
      guard let real = (try? root.realPath(toplevel + place)) ?? nil, seen.insert(ByteText(real)).inserted,
        let file = try? root.openForReading(real), let facts = try? facts(file)
      else { continue }
      let bytes = UInt64(clamping: file.status.size)
      sources.append(
        LoaderSource(file: StoreFile(path: real, bytes: bytes), facts: facts, architecture: architecture))
    }
    return sources
  }

  /// The kernels that entries name.
  static func kernels(_ entries: [BootEntry], _ snapshot: Snapshot, in root: borrowing Root)
    -> [VolumePath: KernelFacts]
  {
    let named = Set(entries.flatMap(\.uses).filter { $0.part == .kernel }.compactMap(\.path))
    var kernels: [VolumePath: KernelFacts] = [:]
    for volume in snapshot.volumes {
      guard let directory = try? root.openDirectory(volume.mountPoint) else { continue }
      for item in volume.items where item.kind == .file && named.contains(item.path) {
        kernels[item.path] = kernel(item.path, directory)
      }
    }
    return kernels
  }

  private static func kernel(_ path: VolumePath, _ directory: borrowing Directory) -> KernelFacts {
    do {
      let file = try directory.openForReading(along: path.components.map { FileName($0) })
      let image = try KernelImage(parsing: try file.prefix(PEHeader.readSize))
      return .kernel(
        machine: image.pe?.machine, declaredBytes: image.declaredFileSize, version: image.version)
    } catch let error as SystemError {
      return .unreadable(why: error.meaning)
    } catch {
      return .other(why: (error as? FormatError)?.problem ?? "\(error)")
    }
  }
}

extension ReadableFile {
  /// The first `count` bytes, or all of a shorter file.
  fileprivate borrowing func prefix(_ count: Int) throws(SystemError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: max(0, count))
    let filled = try read(into: &buffer, at: 0)
    return filled == buffer.count ? buffer : Array(buffer.prefix(filled))
  }
}
