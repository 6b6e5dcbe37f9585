import BootCore
import Support

/// The states that carrying out steps can leave a machine in: groups one after the other, with a barrier between.
struct PlanStates {
  let origin: Snapshot
  let groups: [[Step]]

  init(_ origin: Snapshot, plans: [Plan]) {
    self.init(origin, groups: plans.flatMap(\.groups).map { $0.steps.map(\.step) })
  }

  init(_ origin: Snapshot, groups: [[Step]]) {
    self.origin = origin
    self.groups = groups
  }

  /// Where everything is done.
  var end: Snapshot { Simulation.applying(groups.joined(), to: origin) }

  struct State {
    var name: String
    var snapshot: Snapshot
  }

  /// After each step, nothing done and all done included.
  func prefixes() -> [State] {
    var state = origin
    var states = [State(name: "before the first step", snapshot: state)]
    for step in groups.joined() {
      state = Simulation.applying(step, to: state)
      states.append(State(name: "after \(step.text)", snapshot: state))
    }
    return states
  }

  /// In the middle of each step.
  func torn() -> [State] {
    var state = origin
    var states: [State] = []
    for step in groups.joined() {
      states += Simulation.torn(step, on: state).map {
        State(name: "in the middle of \(step.text)", snapshot: $0)
      }
      state = Simulation.applying(step, to: state)
    }
    return states
  }

  /// Some steps of a group, in some order, with all groups before and none after. Firmware keeps a variable when it is
  /// written, so those come in their own order.
  func reordered(using random: inout SplitMix64, samples: Int) -> [State] {
    var state = origin
    var states: [State] = []
    for group in groups {
      for _ in 0..<samples where group.count > 1 {
        let files = group.filter { !$0.isVariable && random.chance(50) }.shuffled(using: &random)
        let variables = group.filter(\.isVariable)
        let chosen = files + variables.prefix(random.below(variables.count + 1))
        states.append(
          State(
            name: "with only \(chosen.map(\.text).joined(separator: ", ")) of a group done",
            snapshot: Simulation.applying(chosen, to: state)))
      }
      state = Simulation.applying(group, to: state)
    }
    return states
  }
}

extension Step {
  fileprivate var isVariable: Bool {
    switch self {
    case .point, .setBootOption, .setBootOrder, .removeBootOption: true
    case .stage, .recopy, .makeDirectory, .publish, .replace, .retireEntry, .retireLink, .sweep: false
    }
  }

  /// One line, for failures.
  var text: String {
    var text = "\(action) \(subject)"
    if case .replace(_, _, let new) = self {
      text += " = \(String(decoding: new, as: UTF8.self).debugDescription)"
    }
    return text
  }
}
