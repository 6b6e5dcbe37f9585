import BootCore
import Formats
import Linux

/// How far a comparison of all files has come, in bytes.
public struct ContentProgress: Sendable, Hashable {
  public var done: UInt64
  public var total: UInt64
}

extension Scanner {
  /// Compares every kernel, initrd and device tree on the boot volumes with its store file, byte by byte and on all
  /// processors.
  ///
  /// Files whose store file is not there are left out; nothing can be said about their bytes.
  ///
  /// - Parameters:
  ///   - only: those alone; nil: all.
  ///   - fromMedium: read what is on the medium, not what the kernel has cached of it.
  ///   - proof: tells of a store file that differs from its copy whether it is damaged; nil: as the root allows.
  ///   - progress: is told how far it is, from any thread.
  public func contents(
    of snapshot: Snapshot, map: BootMap, only wanted: Set<VolumePath>? = nil, fromMedium: Bool,
    proof: StoreProof? = nil,
    progress: @escaping @Sendable (ContentProgress) -> Void = { _ in }
  ) -> [VolumePath: ContentState] {
    let pairs = ContentPairs.pairs(snapshot, map: map).filter { wanted?.contains($0.path) ?? true }
    let total = pairs.reduce(UInt64(0)) { $0 +| min($1.bytes, $1.source.bytes ?? 0) }
    let proof = proof ?? StoreProof(root: root.path)
    var contents: [VolumePath: ContentState] = [:]
    var before: UInt64 = 0
    for volume in snapshot.volumes {
      let own = pairs.filter { $0.path.volume == volume.role }
      guard !own.isEmpty else { continue }
      guard let directory = try? root.openDirectory(volume.mountPoint) else {
        for pair in own { contents[pair.path] = .notCompared(why: "\(volume.mountPoint) cannot be opened") }
        continue
      }
      let start = before
      let outcomes = FileComparison.compareAll(
        own.map { FilePair(below: $0.path.components.map { FileName($0) }, inside: $0.source.path) },
        below: directory, inside: root, fromMedium: fromMedium
      ) { progress(ContentProgress(done: start +| UInt64(clamping: $0), total: total)) }
      for (pair, outcome) in zip(own, outcomes) {
        contents[pair.path] = state(outcome, pair, directory, proof)
      }
      before = own.reduce(before) { $0 +| min($1.bytes, $1.source.bytes ?? 0) }
    }
    return contents
  }

  private borrowing func state(
    _ outcome: PairOutcome, _ pair: ContentPair, _ directory: borrowing Directory, _ proof: StoreProof?
  ) -> ContentState? {
    switch outcome {
    case .success(.equal): return .equal
    case .success(.firstIsPrefix(let bytes)): return .short(bytes: UInt64(clamping: bytes))
    case .success(.secondIsPrefix(let bytes)): return tail(pair, after: UInt64(clamping: bytes), directory)
    case .success(.differs(let place)):
      if isLost(at: UInt64(clamping: place), pair, directory) {
        return .notCompared(
          why:
            "from byte \(place) on \(pair.source.path) has zeros where the copy has data, so the store is damaged, or the copy is"
        )
      }
      let answer = proof?.answer(on: pair.source.path) ?? .unknown
      guard answer == .modified else {
        return .differs(at: UInt64(clamping: place), isStoreProven: answer == .whole)
      }
      return .notCompared(
        why:
          "they differ from byte \(place) on, and Nix says that \(pair.source.path) is not what was built: the store is damaged"
      )
    case .failure(let error):
      // An error of the store says nothing about the copy.
      if error.isDenied { return .notCompared(why: "this user may not read it") }
      return error.subject == root.shown(pair.source.path)
        ? .notCompared(why: "\(pair.source.path): \(error.meaning)") : .unreadable(why: error.meaning)
    }
  }

  /// Whether the store file has a block of zeros where it first differs from a copy that has data. That is how a power
  /// cut leaves a file whose contents were not written yet; a copy of it has those zeros too.
  private borrowing func isLost(
    at place: UInt64, _ pair: ContentPair, _ directory: borrowing Directory
  ) -> Bool {
    let start = Int64(clamping: place / Self.block * Self.block)
    var ours = [UInt8](repeating: 0, count: Int(Self.block))
    var theirs = ours
    guard let copy = try? directory.openForReading(along: pair.path.components.map({ FileName($0) })),
      let source = try? root.openForReading(pair.source.path),
      (try? copy.read(into: &ours, at: start)) != nil,
      let count = try? source.read(into: &theirs, at: start), count > 0
    else { return false }
    // One byte in a place that is empty on purpose is damage of the copy.
    return theirs.allSatisfy { $0 == 0 } && ours.count { $0 != 0 } > ours.count / 4
  }

  /// What file systems write at once, in bytes.
  private static let block: UInt64 = 4096

  /// No secrets are as large as this, in bytes; what is, is not unpacked to be looked at.
  private static let tailLimit: UInt64 = 64 << 20

  /// Whether what follows the store's bytes is something that a kernel unpacks.
  private borrowing func tail(
    _ pair: ContentPair, after bytes: UInt64, _ directory: borrowing Directory
  ) -> ContentState {
    let extra = pair.bytes - min(pair.bytes, bytes)
    guard extra <= Self.tailLimit else {
      return .notCompared(
        why: "more than \(Self.tailLimit >> 20) MiB follow the bytes of \(pair.source.path)")
    }
    var buffer = [UInt8](repeating: 0, count: Int(extra))
    do {
      let file = try directory.openForReading(along: pair.path.components.map { FileName($0) })
      let count = try file.read(into: &buffer, at: Int64(clamping: bytes))
      guard pair.part == .initrd, pair.mayGrow else {
        // No copy that was broken off is longer than its original; one of an original that was cut short since is.
        if buffer.prefix(count).allSatisfy({ $0 == 0 }) { return .prefix(extra: extra) }
        return .notCompared(
          why: "it goes on where \(pair.source.path) ends, so the store is damaged, or the copy is")
      }
      _ = try InitrdArchive(parsing: Array(buffer.prefix(count)), offset: Int(clamping: bytes))
      return .prefix(extra: extra)
    } catch let error as FormatError {
      return .badTail(extra: extra, why: error.problem)
    } catch {
      return .unreadable(why: (error as? SystemError)?.meaning ?? "\(error)")
    }
  }
}
