/// Something that can be looked up on the machine in a moment.
public enum RescueFact: Sendable, Hashable, Codable {
  /// Something is mounted at exactly this path.
  case mounted(String)
  case directory(String)
  case file(String)
  case blockDevice(String)
  /// The logical volumes of this group are there.
  case volumeGroup(String)
  case pool(String)
  case datasetKey(String)
  /// No symbolic link stands on the way from `root` down to these paths inside it, as far as they exist.
  case ownPlace(root: String, paths: [String])
  /// What a step does each time it is run.
  case never
}

/// One step of a rescue: a command that somebody could type, and how it is taken back.
///
/// Where the facts come from and what runs the commands is not known here. A step that is done already, because
/// an earlier run or the user did it, is passed over and not taken back.
public struct RescueStep: Sendable, Hashable, Codable {
  public var call: ProgramCall
  /// In the order in which they are run.
  public var undo: [ProgramCall]
  public var isDone: RescueFact
  /// Without this the step would do harm.
  public var requires: RescueFact?
  public var because: String
  /// The rest goes on when it fails.
  public var mayFail: Bool
  /// It writes boot files and cannot be stopped between two of them: whoever wants to stop is asked to wait for it.
  public var isWaitedFor = false

  /// What a record keeps: enough to take the step back, also by another version of lifeboot.
  private enum CodingKeys: CodingKey {
    case call, undo, isDone, requires, because, mayFail
  }

  public init(
    _ call: [String], undo: [[String]] = [], isDone: RescueFact = .never, requires: RescueFact? = nil,
    because: String, mayFail: Bool = false
  ) {
    self.call = ProgramCall(call)
    self.undo = undo.map { ProgramCall($0) }
    self.isDone = isDone
    self.requires = requires
    self.because = because
    self.mayFail = mayFail
  }

  public init(
    _ call: ProgramCall, undo: [ProgramCall] = [], isDone: RescueFact = .never, because: String,
    mayFail: Bool = false, isWaitedFor: Bool = false
  ) {
    self.isWaitedFor = isWaitedFor
    self.call = call
    self.undo = undo
    self.isDone = isDone
    self.because = because
    self.mayFail = mayFail
  }
}

/// What is going to be done, and what the user should know about it.
public struct RescuePlan: Sendable, Hashable {
  public var steps: [RescueStep]
  public var notes: [String]

  public init(steps: [RescueStep] = [], notes: [String] = []) {
    self.steps = steps
    self.notes = notes
  }

  public static func + (left: Self, right: Self) -> Self {
    RescuePlan(steps: left.steps + right.steps, notes: left.notes + right.notes)
  }
}

/// Why a rescue cannot go on as asked.
public struct RescueProblem: Error, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Could not look, or there is nothing to work on.
    case absent
    /// It could be done, and would do harm; or the user has to choose.
    case refused
  }

  public var kind: Kind
  public var subject: String
  public var message: String
  /// What gets the user out.
  public var remedy: Remedy

  public init(_ kind: Kind, subject: String, message: String, remedy: Remedy) {
    self.kind = kind
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }
}
