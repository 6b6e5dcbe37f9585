import BootCore
import Formats
import Support

/// What must hold of every state that a repair can leave a machine in, also for a moment.
struct RepairLaws {
  private let origin: Snapshot
  private let before: BootOracle
  private let untouchable: [VolumePath]
  private let current: Set<String>
  /// Entries that work as far as sizes tell and bytes were compared.
  private let whole: [EntryText]

  init(_ origin: Snapshot, untouchable: [VolumePath]) {
    self.origin = origin
    // The loader's own program and its fallback can be copied anew.
    self.untouchable =
      untouchable
      + InstallersGround(origin, entries: []).outside.filter { path in
        !["/efi/systemd/", "/efi/boot/"].contains { VolumePath.fold(path.description).hasPrefix($0) }
      }
    before = BootOracle(origin, origin: origin)
    let damaged = Set(
      origin.contents.filter { state in
        switch state.value {
        case .equal, .prefix: false
        case .badTail, .short, .differs, .unreadable, .notCompared: true
        }
      }.keys)
    whole = before.menu.filter { [before] entry in
      before.works(entry) && damaged.isDisjoint(with: entry.files)
    }
    current = Set(origin.profiles.compactMap { $0.current?.system })
  }

  /// All that is wrong with `state`. `isLast`: it is where the plans end.
  func violations(_ state: Snapshot, isLast: Bool = false) -> [String] {
    let now = BootOracle(state, origin: origin, read: before.all)
    return taken(now, isLast) + lost(now, state) + firmware(state)
  }

  /// What worked works, what was chosen is taken, and nobody's one-shot wish is lost.
  private func taken(_ now: BootOracle, _ isLast: Bool) -> [String] {
    var found: [String] = []
    let worked = whole.contains { $0.id == before.lasting }
    // A one-shot wish that named nothing must not be granted before there is what it names.
    if before.oneShot == nil, let once = now.oneShot, worked, !now.works(once) {
      found.append("the next boot, once, takes \(once), which does not work")
    }
    let works = now.lasting.map(now.works) ?? false
    if worked && !works {
      found.append("the next boot takes \(now.lasting ?? "nothing"), which does not work")
    }
    if let chosen = before.chosen, whole.contains(where: { $0.id == chosen }), now.lasting != chosen {
      // The current generation becomes the default, and what was wished for and was not there comes back.
      let entry = now.menu.first { $0.id == now.lasting }
      let isWished = entry.map { before.wishes.contains($0.id) } ?? false
      if !isWished && !(entry?.toplevel.map(current.contains) ?? false) {
        found.append("\(chosen) was chosen, now \(now.lasting ?? "nothing") is taken")
      }
    }
    if let once = before.oneShot, now.oneShot != once {
      // A pattern may also take the current generation, when that is there again.
      let entry = now.menu.first { $0.id == now.oneShot }
      if !(entry?.toplevel.map(current.contains) ?? false) {
        found.append("the one-shot entry \(once) is lost")
      }
    }
    for entry in whole {
      guard let same = now.menu.first(where: { $0.path == entry.path }), now.works(same) else {
        found.append("\(entry.path) worked and does not any more")
        continue
      }
    }
    return found
  }

  private func lost(_ now: BootOracle, _ state: Snapshot) -> [String] {
    var found: [String] = []
    for path in untouchable where before.bytes(of: path) != now.bytes(of: path) {
      found.append("\(path) is not ours and was changed")
    }
    if state.generations.map(\.id) != origin.generations.map(\.id) { found.append("a generation is lost") }
    return found
  }

  /// Options of others keep their bytes and their order, and a loader that firmware came to first it still does.
  private func firmware(_ state: Snapshot) -> [String] {
    let loader = BootLoaders.present(in: origin)
    guard let old = FirmwareMap(origin, loader: loader),
      let new = FirmwareMap(DamagedMachine.scanned(state), loader: loader)
    else { return [] }
    var found: [String] = []
    let foreign = old.options.filter { $0.kind == .foreign }.map(\.option)
    for option in foreign where new.boot.option(option.number) != option {
      found.append("\(option.number) is not ours and was changed")
    }
    let ours = Set((old.options + new.options).filter { $0.kind != .foreign }.map(\.number))
    let orders = [old, new].map { $0.boot.order.filter { !ours.contains($0) } }
    if orders[0] != orders[1] { found.append("the order of others was \(orders[0]), is \(orders[1])") }
    let wasSound = LoaderPrograms(origin, loader: loader)?.main.condition.isSound ?? false
    if wasSound, case .loader = old.reached {
      guard case .loader = new.reached else { return found + ["firmware does not reach the loader any more"] }
    }
    return found
  }
}
