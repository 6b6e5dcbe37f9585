import BootCore

/// A whole rescue of sketched disks, up to the mounts: each command that it would run, in order.
public struct RescueRun {
  public var commands: [String] = []
  public var notes: [String] = []
  public var system: FoundSystem?

  private static let limit = 32

  /// - Throws: `RescueProblem` where the rescue would be refused.
  public init(
    _ disks: SketchedDisks, device: String? = nil, esp: String? = nil, isDegradedAllowed: Bool = false,
    header: String? = nil
  ) throws {
    var disks = disks
    var choice = LayerChoice(target: "/mnt", isDegradedAllowed: isDegradedAllowed)
    choice.header = header
    var course = RescueCourse(device: device, choice)
    var isPassphraseKnown = false
    for _ in 0..<Self.limit {
      let survey = try disks.survey()
      switch try course.next(survey) {
      case .open(let layer, let insistence):
        let steps = try course.steps(opening: layer, survey)
        let isAsked = insistence != .silent || !layer.isSecret || isPassphraseKnown
        let isOpen = isAsked && steps.allSatisfy { disks.run($0.call.words) }
        course.left.insert(layer)
        if isOpen {
          commands += steps.map(\.call.description)
          isPassphraseKnown = isPassphraseKnown || layer.isSecret
        } else {
          notes.append("\(layer.name) stays closed")
        }
      case .mount(let system):
        let host = RescueHost(architecture: .x64, isEFI: true, hasEFIVariables: true)
        var choice = MountChoice(target: "/mnt", esp: esp, host: host)
        choice.isDegradedAllowed = isDegradedAllowed
        let plan = try MountPlanner(system, storage: survey.storage, choice).plan()
        commands += plan.steps.map(\.call).filter(Self.isOfDisks).map(\.description)
        notes += plan.notes
        self.system = system
        return
      }
    }
    throw SketchError(line: 0, "the rescue does not end")
  }

  /// Not what the kernel gives, which is the same for all.
  private static func isOfDisks(_ call: ProgramCall) -> Bool {
    let isKernels = call.words.contains { ["--rbind", "efivarfs", "/mnt/run", "/mnt/run/udev"].contains($0) }
    return call.program != "mkdir" && !isKernels
  }
}
