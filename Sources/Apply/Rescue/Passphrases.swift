/// Passphrases that the user gave, so that the same one is tried for the next volume before anybody is asked.
public struct Passphrases {
  /// Each with the end of its line, as a program reads it.
  private(set) var known: [[UInt8]] = []
  /// Nobody is asked.
  public var isSilent = false
  /// Shows a question and gives the answer, without the end of its line; nil where nobody can be asked.
  private let ask: (String) -> [UInt8]?

  public init(ask: @escaping (String) -> [UInt8]?) { self.ask = ask }

  /// Nobody can be asked, and the programs ask by themselves.
  public static var byPrograms: Passphrases { Passphrases { _ in nil } }

  public var isAnyKnown: Bool { !known.isEmpty }

  func answer(to question: String) -> [UInt8]? { ask(question).map { $0 + [UInt8(ascii: "\n")] } }

  mutating func remember(_ passphrase: [UInt8]) {
    if !known.contains(passphrase) { known.append(passphrase) }
  }
}
