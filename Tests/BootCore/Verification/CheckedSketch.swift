import BootCore
import Support
import Testing

/// What one check says of a sketched machine, a line for each finding: severity, id, subject.
struct CheckedSketch: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let findings: [String]

  init(_ name: String, _ text: String, finds findings: String...) {
    self.name = name
    self.text = text
    self.findings = findings
  }

  var testDescription: String { name }

  func found(by check: any Check.Type, _ thresholds: Policy.Thresholds = Policy.Thresholds()) throws
    -> [String]
  {
    try findings(check, thresholds).map { "\($0.severity.rawValue) \($0.id) \($0.subject)" }
  }

  private func findings(_ check: any Check.Type, _ thresholds: Policy.Thresholds) throws -> [Finding] {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
    return check.check(CheckContext(snapshot: snapshot, map: map, thresholds: thresholds))
  }
}
