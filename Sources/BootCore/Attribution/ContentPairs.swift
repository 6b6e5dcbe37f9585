import Formats

/// A file on a boot volume and the store file that it should be a copy of.
public struct ContentPair: Sendable, Hashable {
  public var path: VolumePath
  /// The size of the copy.
  public var bytes: UInt64
  public var part: BootFilePart
  public var source: StoreFile
  /// A system that uses it appends secrets to it.
  public var mayGrow: Bool
}

/// Which files can be compared with the store.
public enum ContentPairs {
  /// Each file once, the largest first, so that no processor is left alone with one at the end.
  ///
  /// Files that a generation wants but that no entry names count as well: a rebuild would take them as they are.
  public static func pairs(_ snapshot: Snapshot, map: BootMap) -> [ContentPair] {
    let files = FileIndex(snapshot)
    var pairs: [VolumePath: ContentPair] = [:]
    func add(_ path: VolumePath, _ part: BootFilePart, _ source: StoreFile, _ toplevel: Toplevel) {
      guard let item = files[path], item.kind == .file, source.bytes != nil else { return }
      let mayGrow = part == .initrd && toplevel.initrdSecrets != nil
      pairs[
        path, default: .init(path: item.path, bytes: item.bytes, part: part, source: source, mayGrow: mayGrow)
      ]
      .mayGrow = mayGrow || pairs[path]?.mayGrow == true
    }
    let owners = OwnerIndex(snapshot)
    for entry in map.entries where entry.isOurs {
      guard let toplevel = entry.entry.toplevel.flatMap(owners.toplevel(at:)) else { continue }
      for use in entry.entry.uses {
        guard let path = use.path, let source = toplevel.source(of: use.part, at: path) else { continue }
        add(path, use.part, source, toplevel)
      }
    }
    for wanted in WantedFile.all(snapshot) { add(wanted.path, wanted.part, wanted.source, wanted.toplevel) }
    return pairs.values.sorted { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
  }
}

extension Toplevel {
  /// What a file that an entry of this system names should be a copy of: its main kernel, initrd or device tree, where
  /// it has the place and the name that NixOS's installer gives that copy.
  ///
  /// Nil for every other file, whatever names it: a kernel of another system, or a further initrd.
  func source(of part: BootFilePart, at path: VolumePath) -> StoreFile? {
    guard path.isDirectlyIn("/EFI/nixos") else { return nil }
    switch part {
    case .kernel: return Self.isCopy(path, of: kernel) ? kernel : nil
    case .devicetree: return devicetree.flatMap { Self.isCopy(path, of: $0) ? $0 : nil }
    case .uki: return nil
    case .initrd: return initrd.flatMap { Self.isCopy(path, of: $0) || isSecretCopy(path) ? $0 : nil }
    }
  }

  private static func isCopy(_ path: VolumePath, of file: StoreFile) -> Bool {
    guard let name = file.bootFileName else { return false }
    return VolumePath.fold(path.name).utf8.elementsEqual(VolumePath.fold(name).utf8)
  }

  /// From NixOS 26.11 on an initrd with secrets has a name of its own.
  private func isSecretCopy(_ path: VolumePath) -> Bool {
    guard initrdSecrets != nil, BootFileName(path.name) == .secretInitrd else { return false }
    return secretInitrdName.map { VolumePath.fold(path.name) == $0 } ?? true
  }
}
