import Formats

/// How an entry differs from what the installer would write for its system, as far as that can change what boots.
///
/// Title, version, sort key and counter only name and sort an entry, and the date is that of the day: they may differ.
struct EntryDeviation {
  let entry: BootEntry
  let toplevel: Toplevel
  let snapshot: Snapshot

  /// For people; nil when there is none.
  var reason: String? {
    if entry.kind != .type1 { return "it is a unified kernel image" }
    if entry.toplevel != toplevel.path { return "its init= names its system by another path" }
    return entry.oddities.first ?? kernel ?? initrds ?? tree ?? options ?? identity
  }

  private func uses(_ part: BootFilePart) -> [BootFileUse] { entry.uses.filter { $0.part == part } }

  private var kernel: String? {
    guard let use = uses(.kernel).first, let path = use.path else { return "it names no kernel" }
    return toplevel.source(of: .kernel, at: path) == nil ? "its kernel \(use.text) is not its system's" : nil
  }

  private var initrds: String? {
    let named = uses(.initrd)
    var rest = named[...]
    if toplevel.initrd != nil {
      guard let use = rest.popFirst() else { return "it names no initrd" }
      guard let path = use.path, toplevel.source(of: .initrd, at: path) != nil else {
        return "its initrd \(use.text) is not its system's"
      }
      if isUnchecked(path) {
        return "the name of its initrd \(path) could not be checked: there is no SHA-256 here"
      }
    }
    for text in toplevel.extraInitrds {
      guard let use = rest.popFirst() else { return "it lacks the further initrd \(text) of its system" }
      guard let path = use.path, VolumePath.ofExtraInitrd(text, on: path.volume) == path else {
        return "its initrd \(use.text) is not its system's"
      }
    }
    return rest.first.map { "its initrd \($0.text) is more than its system has" }
  }

  /// The name of an initrd with secrets is a digest, which the look at the whole chain works out.
  private func isUnchecked(_ path: VolumePath) -> Bool {
    snapshot.chain != nil && toplevel.secretInitrdName == nil && BootFileName(path.name) == .secretInitrd
  }

  private var tree: String? {
    let named = uses(.devicetree)
    guard let use = named.first else {
      return toplevel.devicetree == nil ? nil : "it lacks the device tree of its system"
    }
    guard let path = use.path, toplevel.source(of: .devicetree, at: path) != nil else {
      return "its device tree \(use.text) is not its system's"
    }
    return named.dropFirst().first.map { "its device tree \($0.text) is more than its system has" }
  }

  private var options: String? {
    // An initrd among the parameters is judged as a file.
    let hasParameter = entry.uses.contains(where: \.isParameter)
    let said = Self.words(entry.options ?? "").filter { !(hasParameter && $0.starts(with: "initrd=".utf8)) }
    let text = (["init=\(toplevel.path)/init"] + toplevel.kernelParams).joined(separator: " ")
    let wanted = Self.words(text).filter { !(hasParameter && $0.starts(with: "initrd=".utf8)) }
    if Self.isEqual(said, wanted) { return nil }
    if said.count(where: { $0.starts(with: "init=".utf8) }) > 1 {
      return "its options name init= more than once, and the last one is started"
    }
    guard said.count > wanted.count, Self.isEqual(Array(said.prefix(wanted.count)), wanted) else {
      return "its options are not the kernel parameters of its system"
    }
    let more = said.dropFirst(wanted.count).prefix(3).map { String(Substring($0)) }.joined(separator: " ")
    return "its options have more than the kernel parameters of its system: \(more)"
  }

  private static func words(_ text: String) -> [Substring.UTF8View] {
    Substring(text).utf8.split { $0 == 0x20 || $0 == 0x09 }
  }

  private static func isEqual(_ left: [Substring.UTF8View], _ right: [Substring.UTF8View]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.elementsEqual($1) }
  }

  private var identity: String? {
    if snapshot.firmwareArchitecture == nil, let text = entry.architectures.first {
      return "which processor this machine has is not known, and the entry is for \(text) alone"
    }
    if let loader = snapshot.firmwareArchitecture?.rawValue,
      let text = entry.architectures.first(where: { !ByteText.equal($0, loader) })
    {
      return "it is for \(text), and some versions of the boot loader know only \(loader)"
    }
    guard let own = snapshot.machineID, let said = entry.machineID, said != own else { return nil }
    return "its machine-id is that of another installation"
  }
}
