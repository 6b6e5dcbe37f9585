import Formats

/// What if the power fails here? A step applied to a snapshot, purely.
public enum Simulation {
  /// The machine after `step` was carried out whole.
  public static func applying(_ step: Step, to snapshot: Snapshot) -> Snapshot {
    var after = snapshot
    switch step {
    case .stage(let path, let source): after.copy(source, to: path)
    case .recopy(let path, let source):
      after.remove(path)
      after.copy(source, to: path)
    case .makeDirectory(let path): after.makeDirectory(path)
    case .setBootOption(let number, from: _, let bytes): after.set(.option(number), bytes)
    case .setBootOrder(from: _, let bytes): after.set(.order, bytes)
    case .removeBootOption(let number, from: _): after.set(.option(number), nil)
    case .publish(let path, let text): after.create(path, bytes: UInt64(text.count), text: text)
    case .replace(let path, old: _, let new): after.replace(path, new)
    case .point(let variable, from: _, let value): after.firmware.overrides[variable] = value
    case .retireEntry(let path), .sweep(let path): after.remove(path)
    case .retireLink(let link): after.remove(link)
    }
    return after
  }

  /// The machine after all of `steps`.
  public static func applying(_ steps: some Sequence<Step>, to snapshot: Snapshot) -> Snapshot {
    steps.reduce(snapshot) { applying($1, to: $0) }
  }

  /// True when `fact` holds on the machine; a copy that was not compared is judged by its size.
  public static func holds(_ fact: Fact, in snapshot: Snapshot) -> Bool {
    switch fact {
    case .file(let path, let bytes): snapshot.item(path)?.bytes == bytes
    case .absent(let path): snapshot.item(path) == nil
    case .directory(let path): snapshot.item(path)?.kind == .directory
    case .contents(let path, let text): snapshot.smallFiles[path] == .bytes(text)
    case .copy(let path, let source): snapshot.isCopy(path, source)
    case .link(let link): snapshot.generations.contains { $0.id == link.id }
    case .linkAbsent(let link): !snapshot.generations.contains { $0.id == link.id }
    case .notCurrent(let link): !snapshot.profiles.contains { $0.current?.id == link.id }
    case .notRunning(let toplevels):
      !toplevels.contains { $0 == snapshot.running.booted || $0 == snapshot.running.activated }
    case .variable(let variable, let value): snapshot.firmware.overrides[variable] == value
    case .bootVariable(let variable, let value): snapshot.firmware.boot?.bytes(of: variable) == value
    }
  }
}

extension Snapshot {
  func item(_ path: VolumePath) -> VolumeItem? {
    volume(path.volume)?.items.first { $0.path == path }
  }

  fileprivate func isCopy(_ path: VolumePath, _ source: StoreFile) -> Bool {
    guard let item = item(path), item.kind == .file, item.bytes == source.bytes else { return false }
    return contents[path].map { $0 == .equal } ?? true
  }

  mutating func create(_ path: VolumePath, bytes: UInt64, text: [UInt8]?) {
    guard let index = volumes.firstIndex(where: { $0.role == path.volume }) else { return }
    let allocated = volumes[index].allocated(bytes)
    let item = VolumeItem(path: path, bytes: bytes, allocatedBytes: allocated)
    let place = volumes[index].items.firstIndex { path < $0.path } ?? volumes[index].items.count
    volumes[index].items.insert(item, at: place)
    volumes[index].freeBytes -= min(volumes[index].freeBytes, allocated)
    if let text { smallFiles[path] = .bytes(text) }
  }

  mutating func remove(_ path: VolumePath) {
    guard let index = volumes.firstIndex(where: { $0.role == path.volume }) else { return }
    guard let place = volumes[index].items.firstIndex(where: { $0.path == path }) else { return }
    volumes[index].freeBytes +|= volumes[index].items.remove(at: place).allocatedBytes
    smallFiles[path] = nil
    images[path] = nil
    contents[path] = nil
    mentions.files[path] = nil
    chain?.programs[path] = nil
    chain?.kernels[path] = nil
    glancedKernels[path] = nil
    chain?.entryDigests[path] = nil
  }

  /// A copy says of itself what its source does, as far as that was read.
  fileprivate mutating func copy(_ source: StoreFile, to path: VolumePath) {
    create(path, bytes: source.bytes ?? 0, text: nil)
    if !contents.isEmpty { contents[path] = .equal }
    let facts = chain?.loaderSources.first { $0.file == source }?.facts
    chain?.programs[path] = facts
  }

  fileprivate mutating func makeDirectory(_ path: VolumePath) {
    guard let index = volumes.firstIndex(where: { $0.role == path.volume }) else { return }
    create(path, bytes: volumes[index].allocationUnit, text: nil)
    guard let place = volumes[index].items.firstIndex(where: { $0.path == path }) else { return }
    volumes[index].items[place].kind = .directory
  }

  fileprivate mutating func set(_ variable: BootVariable, _ bytes: [UInt8]?) {
    switch variable {
    case .order: firmware.boot?.orderBytes = bytes
    case .option(let number):
      firmware.boot?.options.removeAll { $0.number == number }
      guard let bytes else { return }
      firmware.boot?.options.append(BootOption(number: number, bytes: bytes))
      firmware.boot?.options.sort { $0.number < $1.number }
    }
  }

  fileprivate mutating func replace(_ path: VolumePath, _ text: [UInt8]) {
    remove(path)
    create(path, bytes: UInt64(text.count), text: text)
  }

  /// The system stays in the store until the next garbage collection, so an entry that still
  /// starts it becomes a stray, as a scan would find it.
  fileprivate mutating func remove(_ link: ProfileLink) {
    for index in profiles.indices where profiles[index].name == link.id.profile {
      for generation in profiles[index].generations where generation.id == link.id {
        guard let toplevel = generation.toplevel else { continue }
        let systems = [toplevel] + toplevel.specialisations.map(\.toplevel)
        strayToplevels.formUnion(systems.lazy.filter(\.hasInit).map { ByteText($0.path) })
      }
      profiles[index].generations.removeAll { $0.id == link.id }
    }
    for generation in generations { strayToplevels.subtract(generation.toplevels.map { ByteText($0) }) }
  }
}
