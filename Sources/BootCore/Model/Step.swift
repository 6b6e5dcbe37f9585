import Formats

/// One generation link of a profile: the only link that a step can name.
public struct ProfileLink: Sendable, Hashable {
  public let id: GenerationID
  /// The directory of the profile, a path inside the root.
  public let directory: String
  /// The link's file name, without any separator.
  public let name: String

  /// The profile's pointer, beside which its links and its lock lie.
  public var profilePath: String { "\(directory)/\(id.profile)" }

  /// Nil when `name` is not a plain file name.
  public init?(id: GenerationID, directory: String, name: String) {
    guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(0x2F) else { return nil }
    self.id = id
    self.directory = directory
    self.name = name
  }
}

/// The four parts of every plan, in the only order in which they may run.
public enum Phase: String, Sendable, Hashable, CaseIterable, Comparable {
  /// New contents arrive under names that nothing refers to yet.
  case stage
  /// References appear: entries, then the default, then load options.
  case publish
  /// References vanish: load options, entries, profile links.
  case retire
  /// Files go that nothing refers to.
  case sweep

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .stage: 0
    case .publish: 1
    case .retire: 2
    case .sweep: 3
    }
  }
}

/// One small change of the machine, as data.
public enum Step: Sendable, Hashable {
  /// Copies a store file to a name on the volume that is free.
  case stage(VolumePath, from: StoreFile)
  /// Replaces a broken copy of a store file by a whole one.
  case recopy(VolumePath, from: StoreFile)
  /// Makes a directory that a copy will lie in.
  case makeDirectory(VolumePath)
  /// Writes a small new file, normally an entry, under a name that is free.
  case publish(VolumePath, text: [UInt8])
  /// Replaces the whole contents of a small file, normally `loader.conf`.
  case replace(VolumePath, old: [UInt8], new: [UInt8])
  /// Sets a loader variable to an entry id, or clears it.
  case point(LoaderVariable, from: String?, to: String?)
  /// Sets a load option of ours, new or anew; nil where there was none.
  case setBootOption(BootNumber, from: [UInt8]?, to: [UInt8])
  /// Sets the order in which firmware tries load options.
  case setBootOrder(from: [UInt8]?, to: [UInt8])
  /// Removes a load option of ours that leads nowhere or that there is twice.
  case removeBootOption(BootNumber, from: [UInt8])
  /// Removes a boot entry; what it names stays.
  case retireEntry(VolumePath)
  /// Removes a generation link of a profile.
  case retireLink(ProfileLink)
  /// Removes a file that nothing refers to.
  case sweep(VolumePath)

  /// The phase in which this kind of step stands; it follows from the kind, so a step cannot
  /// stand in the wrong one.
  public var phase: Phase {
    switch self {
    case .stage, .recopy, .makeDirectory: .stage
    case .publish, .replace, .point, .setBootOption, .setBootOrder: .publish
    case .removeBootOption, .retireEntry, .retireLink: .retire
    case .sweep: .sweep
    }
  }

  /// The path on a boot volume that this step changes, nil for links and variables.
  public var path: VolumePath? {
    switch self {
    case .stage(let path, from: _), .publish(let path, text: _), .replace(let path, old: _, new: _): path
    case .recopy(let path, from: _), .makeDirectory(let path): path
    case .retireEntry(let path), .sweep(let path): path
    case .point, .setBootOption, .setBootOrder, .removeBootOption, .retireLink: nil
    }
  }

  /// The path that this step takes away, nil when it takes none.
  public var removedPath: VolumePath? {
    switch self {
    case .retireEntry(let path), .sweep(let path): path
    case .stage, .recopy, .makeDirectory, .publish, .replace, .point, .retireLink: nil
    case .setBootOption, .setBootOrder, .removeBootOption: nil
    }
  }
}

extension Step {
  /// The same step at the place that `spelling` gives for its path.
  func spelled(_ spelling: (VolumePath) -> VolumePath) -> Step {
    switch self {
    case .stage(let path, let source): .stage(spelling(path), from: source)
    case .recopy(let path, let source): .recopy(spelling(path), from: source)
    case .makeDirectory(let path): .makeDirectory(spelling(path))
    case .publish(let path, let text): .publish(spelling(path), text: text)
    case .replace(let path, let old, let new): .replace(spelling(path), old: old, new: new)
    case .retireEntry(let path): .retireEntry(spelling(path))
    case .sweep(let path): .sweep(spelling(path))
    case .point, .setBootOption, .setBootOrder, .removeBootOption, .retireLink: self
    }
  }

  /// The link that this step removes, nil for every other kind.
  public var link: ProfileLink? {
    switch self {
    case .retireLink(let link): link
    case .stage, .recopy, .makeDirectory, .publish, .replace, .point, .retireEntry, .sweep: nil
    case .setBootOption, .setBootOrder, .removeBootOption: nil
    }
  }

  /// The load option that this step removes, nil for every other kind.
  public var removedOption: BootNumber? {
    switch self {
    case .removeBootOption(let number, from: _): number
    case .stage, .recopy, .makeDirectory, .publish, .replace, .point, .setBootOption, .setBootOrder: nil
    case .retireEntry, .retireLink, .sweep: nil
    }
  }

  /// What is done, in a word that scripts can rely on.
  public var action: String {
    switch self {
    case .stage: "copy-file"
    case .recopy: "recopy-file"
    case .makeDirectory: "make-directory"
    case .publish: "write-file"
    case .replace: "rewrite-file"
    case .point: "set-variable"
    case .setBootOption: "set-boot-option"
    case .setBootOrder: "set-boot-order"
    case .removeBootOption: "remove-boot-option"
    case .retireEntry: "remove-entry"
    case .retireLink: "remove-generation"
    case .sweep: "remove-file"
    }
  }

  /// What it is done to.
  public var subject: String {
    switch self {
    case .stage(let path, from: _), .publish(let path, text: _), .replace(let path, old: _, new: _): "\(path)"
    case .recopy(let path, from: _), .makeDirectory(let path): "\(path)"
    case .retireEntry(let path), .sweep(let path): "\(path)"
    case .setBootOption(let number, from: _, to: _), .removeBootOption(let number, from: _):
      number.variableName
    case .setBootOrder(from: _, let bytes): Self.order(bytes)
    case .point(let variable, from: _, let value): "\(variable.rawValue)=\(value ?? "")"
    case .retireLink(let link): "\(link.directory)/\(link.name)"
    }
  }

  /// `BootOrder=0003,0000`, as `efibootmgr` prints it.
  private static func order(_ bytes: [UInt8]) -> String {
    let numbers = (try? BootOrder(parsing: bytes).numbers) ?? []
    return "BootOrder=" + numbers.map(\.description).joined(separator: ",")
  }
}
