import Formats

/// All generations of all profiles by what they are asked for, made once a snapshot.
///
/// It follows from the profiles, so two snapshots never differ in it alone.
struct GenerationIndex: Sendable, Hashable {
  /// In order of profile and number.
  private(set) var all: [Generation] = []
  private var places: [GenerationID: Int] = [:]
  private var toplevels: [ByteText: Toplevel] = [:]

  init(_ profiles: [Profile]) {
    all = profiles.flatMap(\.generations)
    for (place, generation) in all.enumerated() {
      if places[generation.id] == nil { places[generation.id] = place }
      guard let toplevel = generation.toplevel else { continue }
      // Its link may name the system in another way than the system itself.
      let named = [(generation.id.toplevel, toplevel), (toplevel.path, toplevel)]
      for (path, system) in named + toplevel.specialisations.map({ ($0.toplevel.path, $0.toplevel) }) {
        let key = ByteText(path)
        if toplevels[key] == nil { toplevels[key] = system }
      }
    }
  }

  subscript(id: GenerationID) -> Generation? { places[id].map { all[$0] } }

  func toplevel(at path: String) -> Toplevel? { toplevels[ByteText(path)] }

  static func == (left: Self, right: Self) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
