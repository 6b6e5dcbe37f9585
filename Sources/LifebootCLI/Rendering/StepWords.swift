import BootCore

/// A step of a plan in words: what is done, to what.
struct StepWords {
  /// For documents: `remove-file`.
  var action: String
  /// For people: `remove file`.
  var phrase: String
  /// A path inside the root, or the name of a variable.
  var subject: String

  init(_ step: Step, in snapshot: Snapshot) {
    func place(_ path: VolumePath) -> String {
      let mount = snapshot.volume(path.volume)?.mountPoint ?? ""
      return (mount == "/" ? "" : mount) + "\(path)"
    }
    action = step.action
    (phrase, subject) =
      switch step {
      case .stage(let path, from: _): ("copy from the store", place(path))
      case .recopy(let path, from: _): ("copy anew from the store", place(path))
      case .makeDirectory(let path): ("make directory", place(path))
      case .setBootOption(_, from: nil, to: _): ("add load option", step.subject)
      case .setBootOption: ("rewrite load option", step.subject)
      case .setBootOrder: ("set", step.subject)
      case .removeBootOption: ("remove load option", step.subject)
      case .publish(let path, text: _): ("write", place(path))
      case .replace(let path, old: _, new: _): ("rewrite", place(path))
      case .point(_, from: _, to: nil): ("clear variable", step.subject)
      case .point: ("set variable", step.subject)
      case .retireEntry(let path): ("remove entry", place(path))
      case .retireLink: ("remove generation", step.subject)
      case .sweep(let path): ("remove file", place(path))
      }
  }
}

extension Phase {
  /// What the phase is for, in words.
  var purpose: String {
    switch self {
    case .stage: "new contents arrive under names that nothing uses yet"
    case .publish: "what the boot menu shows and takes"
    case .retire: "first what refers to the files"
    case .sweep: "then the files that nothing refers to"
    }
  }
}
