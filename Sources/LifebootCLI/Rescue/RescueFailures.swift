import Apply
import BootCore

extension Failure {
  init(_ problem: RescueProblem) {
    let status: ExitStatus =
      switch problem.kind {
      case .absent: .error
      case .refused: .refused
      }
    self.init(status, subject: problem.subject, message: problem.message, remedy: problem.remedy)
  }

  /// A program that did not do what a step wanted: its own words, what they mean, and what to do.
  init(_ failure: RescueFailure) {
    let program = failure.call.program
    let known = KnownError.explaining(failure.complaint)
    let line = KnownError.line(of: failure.complaint, about: known)
    let words = line.isEmpty ? "" : ": \(line)"
    guard failure.status != 127 || !words.isEmpty else {
      let package = ProgramPackage.name(of: program).map {
        Remedy(.here(["nix-shell", "-p", $0]), note: "get it").or(.here(["apt", "install", $0]))
      }
      self.init(
        subject: program, message: "the program is not here",
        remedy: package ?? .person("install it, then run this again"))
      return
    }
    let holders = failure.holders.isEmpty ? "" : "; held by \(Self.few(failure.holders))"
    let meaning = known.map { " (\($0.meaning))" } ?? ""
    self.init(
      subject: failure.call.command, message: "status \(failure.status)\(words)\(meaning)\(holders)",
      remedy: .person(known?.next ?? "mend what it says, then run this again"))
  }

  private static func few(_ names: [String]) -> String {
    let limit = 5
    let more = names.count > limit ? " and \(names.count - limit) more" : ""
    return names.prefix(limit).joined(separator: ", ") + more
  }

  /// Whatever a rescue throws.
  init(rescue error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as RescueFailure: self.init(error)
    case let error as RescueProblem: self.init(error)
    case let error as ApplyError: self.init(error)
    default:
      self.init(
        subject: "rescue", message: "\(error)",
        remedy: Remedy(.rescue(.unmount, []), note: "take down what is mounted"))
    }
  }
}
