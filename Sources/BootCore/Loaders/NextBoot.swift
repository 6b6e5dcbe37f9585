import Formats

/// Who decides which entry is taken, in the order in which systemd-boot asks them
/// (nixos-boot-facts 3.2.8).
public enum BootChoice: String, Sendable, Hashable, CaseIterable {
  case oneShot = "LoaderEntryOneShot"
  case preferredVariable = "LoaderEntryPreferred"
  case preferredConfiguration = "preferred in loader.conf"
  case defaultVariable = "LoaderEntryDefault"
  case defaultConfiguration = "default in loader.conf"
  case firstInOrder = "first in the menu's order"
  case nothing = "no entry"

  /// The variable that decides, nil where the configuration or the menu does.
  public var variable: LoaderVariable? {
    switch self {
    case .oneShot: .oneShot
    case .preferredVariable: .preferred
    case .defaultVariable: .default
    case .preferredConfiguration, .defaultConfiguration, .firstInOrder, .nothing: nil
    }
  }
}

/// Which entry the next boot takes, which one every boot after it, and who decided so.
public struct NextBoot: Sendable, Hashable {
  /// A choice that names an entry which is not in the menu, so the loader goes on to the next one.
  public struct Miss: Sendable, Hashable {
    public var choice: BootChoice
    public var pattern: String

    /// The entry that was chosen last, by hand in the menu.
    public var isSaved: Bool {
      let isDefault = choice == .defaultVariable || choice == .defaultConfiguration
      return isDefault && VolumePath.fold(pattern) == "@saved"
    }

    /// It means one certain entry, not whatever comes first of several.
    public var isExact: Bool { NextBoot.isPlain(pattern) }
  }

  fileprivate static func isPlain(_ pattern: String) -> Bool {
    !pattern.utf8.contains { Array("*?[\\".utf8).contains($0) }
  }

  /// The id of the entry for the next boot only.
  public var oneShot: ByteText?
  /// The id of the entry that boots take when there is no one-shot.
  public var lasting: ByteText?
  public var choice: BootChoice
  public var misses: [Miss]
  /// What each choice that is made says, as it is written, the strongest first.
  public var wishes: [Miss] = []
  /// What loader.conf names because lifeboot took it, not because somebody chose it.
  public var standIn: ByteText?
  /// The ids of entries that are preferred but failed to boot. They stay: without them the choice
  /// would name nothing, and the loader would be pointed elsewhere.
  public var passedOver: [ByteText] = []
  /// What the configuration alone would take, when a variable overrides it.
  public var overridden: ByteText?

  public init(
    oneShot: ByteText? = nil, lasting: ByteText?, choice: BootChoice, misses: [Miss] = [],
    overridden: ByteText? = nil
  ) {
    self.oneShot = oneShot
    self.lasting = lasting
    self.choice = choice
    self.misses = misses
    self.overridden = overridden
  }

  /// No entry is in the menu but what the loader makes itself, and nobody chose that.
  var isLeftToLoader: Bool {
    choice == .firstInOrder && lasting.flatMap { Self.automaticTitle($0.text) } != nil
  }

  /// The id of the entry that the very next boot takes.
  public var next: ByteText? { oneShot ?? lasting }

  /// What somebody chose on purpose that every boot takes, as it is written; nil where it follows from the order of
  /// the menu or from a pattern that NixOS writes.
  public var wish: Miss? {
    wishes.first { wish in
      // Without anything saved yet, the first of the menu is taken, until somebody chooses.
      if wish.isSaved { return wish.choice == choice || choice == .firstInOrder }
      if wish.choice.variable == nil, ByteText(VolumePath.fold(wish.pattern)) == standIn { return false }
      return wish.choice == choice && wish.isExact
    }
  }

  /// Who decides about the very next boot.
  public var nextChoice: BootChoice { oneShot == nil ? choice : .oneShot }

  /// Asks each choice in turn. `menu` is in the loader's order, without entries that it hides.
  public init(menu: [BootEntry], configuration: LoaderConf?, firmware: FirmwareState) {
    self.init(menu: menu, configuration: configuration, firmware: firmware, automatic: nil)
  }

  /// - Parameters:
  ///   - automatic: what the loader makes itself; nil when only its own variable can tell.
  ///   - habits: what the loader's version does.
  init(
    menu: [BootEntry], configuration: LoaderConf?, firmware: FirmwareState, automatic: AutomaticEntries?,
    habits: LoaderHabits = LoaderHabits()
  ) {
    let wishes = Self.wishes(configuration, firmware).filter {
      habits.knowsPreferred || ![.preferredVariable, .preferredConfiguration].contains($0.choice)
    }
    let asked = Self.questions(wishes, firmware)
    var misses: [Miss] = []
    var passedOver: [ByteText] = []
    var oneShot: ByteText?
    var found: (ByteText, BootChoice)?
    for (choice, pattern) in asked where found == nil {
      guard let id = Self.match(pattern, choice, menu, firmware, automatic, habits) else {
        // An entry that is only passed over, because it failed to boot, is not missed.
        if let id = Self.match(pattern, .defaultConfiguration, menu, firmware, automatic, habits) {
          passedOver.append(id)
        } else {
          misses.append(Miss(choice: choice, pattern: pattern))
        }
        continue
      }
      if choice == .oneShot { oneShot = id } else { found = (id, choice) }
    }
    // Where there is nothing else, the first that the loader makes itself (`config_select_default_entry`).
    let first = menu.first?.id ?? automatic?.first
    let last = found ?? first.map { ($0, .firstInOrder) }
    self.init(oneShot: oneShot, lasting: last?.0, choice: last?.1 ?? .nothing, misses: misses)
    self.passedOver = passedOver
    self.wishes = wishes
    standIn = configuration?.standIn.map { ByteText(VolumePath.fold($0)) }
    if choice == .defaultVariable || choice == .preferredVariable {
      let bare = NextBoot(
        menu: menu, configuration: configuration, firmware: .unavailable, automatic: automatic, habits: habits
      )
      overridden = bare.lasting == lasting ? nil : bare.lasting
    }
  }

  private static func questions(_ wishes: [Miss], _ firmware: FirmwareState) -> [(BootChoice, String)] {
    wishes.compactMap { wish in
      guard wish.isSaved else { return (wish.choice, wish.pattern) }
      return firmware.lastBooted.flatMap { $0.isEmpty ? nil : (wish.choice, $0) }
    }
  }

  private static func wishes(_ configuration: LoaderConf?, _ firmware: FirmwareState) -> [Miss] {
    let asked: [(BootChoice, String?)] = [
      (.oneShot, firmware.overrides[.oneShot]),
      (.preferredVariable, firmware.overrides[.preferred]),
      (.preferredConfiguration, configuration?.preferred),
      (.defaultVariable, firmware.overrides[.default]),
      (.defaultConfiguration, configuration?.default),
    ]
    return asked.compactMap { choice, pattern in
      guard let pattern, !pattern.isEmpty else { return nil }
      return Miss(choice: choice, pattern: pattern)
    }
  }

  /// `preferred` passes over entries without attempts left, the other choices do not. An id that
  /// begins with `auto-` is one of the loader's own making (Windows, firmware setup) and no file.
  private static func match(
    _ pattern: String, _ choice: BootChoice, _ menu: [BootEntry], _ firmware: FirmwareState,
    _ automatic: AutomaticEntries?, _ habits: LoaderHabits
  ) -> ByteText? {
    let folded = VolumePath.fold(pattern)
    let glob = GlobPattern(folded)
    let skipsBad = choice == .preferredVariable || choice == .preferredConfiguration
    if let entry = menu.first(where: { !(skipsBad && $0.isBad) && glob.matches(habits.compared($0)) }) {
      return entry.id
    }
    if let id = automatic?.first(where: { !Self.isPlain(folded) && glob.matches($0) }) { return ByteText(id) }
    guard folded.utf8.starts(with: "auto-".utf8) else { return nil }
    let id = ByteText(folded)
    return automatic?.has(folded) ?? (firmware.entries?.contains(id) != false) ? id : nil
  }
}
