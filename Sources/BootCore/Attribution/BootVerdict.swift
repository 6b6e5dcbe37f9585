/// Whether an entry boots the system that it names: the one answer that every command gives.
public enum BootVerdict: Sendable, Hashable {
  /// It says what the installer would write, and all that it needs is there and whole.
  case boots
  /// Something that it needs is missing, cut short, another, or for another processor.
  case doesNotBoot([Damage])
  /// Nothing wrong is seen, but there is more or less than the installer writes, or something that can be
  /// compared with nothing. It counts neither as proof that the machine comes back nor as dead.
  case notJudged(why: String)

  /// Known not to boot, whatever else may be damaged: what leads there may be turned elsewhere.
  var isDeath: Bool {
    switch self {
    case .doesNotBoot(let damages): damages.contains(where: \.isCertain)
    case .boots, .notJudged: false
    }
  }

  /// One thing that is wrong with what an entry needs.
  public struct Damage: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
      case missing, short, differs, noInit, misnamed
      /// Its system has an initrd, and the entry names none.
      case noInitrd
      /// It is built for another processor than the boot loader.
      case processor
      /// The loader passes over it.
      case hidden
    }
    public var kind: Kind
    /// The file on the volume, nil when it is the store that lacks something.
    public var path: VolumePath?
    public var part: BootFilePart?
    /// What it should be a copy of.
    public var source: StoreFile?
    public var message: String
    /// False where it may as well be the store file that is damaged, and the copy that boots.
    public var isCertain = true

    /// It is wrong with what the entry says, so that an entry as the installer writes it is what mends it.
    var isOfTheText: Bool {
      switch kind {
      case .noInitrd, .hidden: true
      case .missing, .short: path != nil && source == nil
      case .differs, .noInit, .misnamed, .processor: false
      }
    }
  }
}
