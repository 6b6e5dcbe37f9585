import Formats

/// One variable `Boot####`: something that the firmware can start.
public struct BootOption: Sendable, Hashable {
  public let number: BootNumber
  /// The variable's contents, kept as they are: what cannot be read must not be lost either.
  public let bytes: [UInt8]
  /// What the bytes say; nil when they are no load option.
  public let option: LoadOption?
  /// Why `option`, or the path in it, cannot be read; nil when all of it can.
  public let problem: String?

  /// Decodes `bytes` (UEFI specification, section 3.1.3). Nothing is refused: hostile contents give a problem.
  public init(number: BootNumber, bytes: [UInt8]) {
    self.number = number
    self.bytes = bytes
    do throws(FormatError) {
      let option = try LoadOption(parsing: bytes)
      self.option = option
      if case .damaged(_, let error) = option.paths { problem = error.problem } else { problem = nil }
    } catch {
      option = nil
      problem = error.problem
    }
  }

  public var isActive: Bool { option?.isActive ?? false }

  /// For people, without control characters and no longer than a line.
  public var label: String {
    let text = option?.label.description ?? ""
    return text.unicodeScalars.count > 60 ? String(text.prefix(59)) + "…" : text
  }

  /// The partition that its path goes through; nil when it names none, as network and firmware entries do.
  public var partition: HardDriveNode? { option?.path?.hardDrive }

  /// The file that it starts, with slashes and one in front; nil when it names none.
  public var file: String? {
    guard let text = option?.path?.file else { return nil }
    let path = String(text.map { $0 == "\\" ? "/" : $0 })
    return path.hasPrefix("/") ? path : "/" + path
  }
}

/// How much room the firmware has for variables.
public struct VariableStorage: Sendable, Hashable {
  public var totalBytes: UInt64
  public var freeBytes: UInt64
  /// The variables are mounted read-only.
  public var isReadOnly: Bool

  public init(totalBytes: UInt64, freeBytes: UInt64, isReadOnly: Bool = false) {
    self.totalBytes = totalBytes
    self.freeBytes = freeBytes
    self.isReadOnly = isReadOnly
  }
}

/// One of the firmware's own variables about booting that a plan may change.
public enum BootVariable: Sendable, Hashable, CustomStringConvertible {
  case option(BootNumber)
  case order

  /// The variable's name under the global vendor GUID.
  public var description: String {
    switch self {
    case .option(let number): number.variableName
    case .order: "BootOrder"
    }
  }
}

/// What the firmware would start, and in which order (UEFI specification, section 3).
public struct FirmwareBoot: Sendable, Hashable {
  /// Nil where the variable is not there.
  public var secureBoot: Bool?
  public var setupMode: Bool?
  /// The option that this boot was started from.
  public var current: BootNumber?
  /// The option that the next boot takes, once.
  public var next: BootNumber?
  /// The contents of `BootOrder`; nil when there is none, as on wiped firmware.
  public var orderBytes: [UInt8]?
  /// In ascending order of number.
  public var options: [BootOption]
  /// Names of variables that are there and could not be read.
  public var unreadable: [String]
  /// Nil where the kernel does not tell (before Linux 6.6).
  public var storage: VariableStorage?
  /// Crash dumps that the kernel left in the variables (`dump-type0-…`).
  public var dumps: Int
  /// The width of the firmware, 32 or 64; nil where the kernel does not tell.
  public var platformBits: Int?

  public init(
    secureBoot: Bool? = nil, setupMode: Bool? = nil, current: BootNumber? = nil, next: BootNumber? = nil,
    orderBytes: [UInt8]? = nil, options: [BootOption] = [], unreadable: [String] = [],
    storage: VariableStorage? = nil, dumps: Int = 0, platformBits: Int? = nil
  ) {
    self.secureBoot = secureBoot
    self.setupMode = setupMode
    self.current = current
    self.next = next
    self.orderBytes = orderBytes
    self.options = options
    self.unreadable = unreadable
    self.storage = storage
    self.dumps = dumps
    self.platformBits = platformBits
  }

  /// First tried first; empty when there is no order. Half a number at its end is left out.
  public var order: [BootNumber] {
    let whole = orderBytes.map { Array($0.prefix($0.count - $0.count % 2)) } ?? []
    return (try? BootOrder(parsing: whole).numbers) ?? []
  }

  public func option(_ number: BootNumber) -> BootOption? { options.first { $0.number == number } }

  /// The contents of a variable, nil when it is not set.
  public func bytes(of variable: BootVariable) -> [UInt8]? {
    switch variable {
    case .option(let number): option(number)?.bytes
    case .order: orderBytes
    }
  }
}
