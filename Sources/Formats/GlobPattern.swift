/// A pattern over entry ids as systemd-boot matches it (`efi_fnmatch` in systemd's `src/boot/efi-string.c`).
///
/// `*` stands for any text, `?` for one character, `[…]` for one of a set with ranges, and a backslash takes the
/// meaning from the next character, in a set too. A set has no negation; `]` as its first character and `-` as its
/// first or last stand for themselves; ranges do not chain. A set without end and a trailing backslash match nothing.
/// Matching takes at most pattern length times text length steps.
public struct GlobPattern: Hashable, Sendable {
  /// Whether A and a are the same. They are to systemd-boot, which puts ids and patterns into lower case first.
  public enum LetterCase: Hashable, Sendable {
    case matters
    case ignored
  }

  private enum Piece: Hashable, Sendable {
    case text
    case one
    case scalar(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>])
    /// A malformed rest of the pattern.
    case nothing
  }

  private let pieces: [Piece]
  private let letterCase: LetterCase

  public init(_ pattern: String, letterCase: LetterCase = .ignored) {
    self.letterCase = letterCase
    var scalars = Array(Self.folded(pattern, letterCase).unicodeScalars)[...]
    var pieces: [Piece] = []
    while let scalar = scalars.popFirst() { pieces.append(Self.piece(scalar, &scalars)) }
    self.pieces = pieces
  }

  /// Whether the pattern matches all of `text`.
  public func matches(_ text: String) -> Bool {
    let scalars = Array(Self.folded(text, letterCase).unicodeScalars)
    var place = 0
    var piece = 0
    // Where to go on when a comparison fails: after the last `*`, one character further than before.
    var retry: (place: Int, piece: Int)?
    while place < scalars.count {
      if piece < pieces.count, pieces[piece] == .text {
        piece += 1
        retry = (place, piece)
      } else if piece < pieces.count, Self.accepts(pieces[piece], scalars[place]) {
        place += 1
        piece += 1
      } else if let last = retry {
        place = last.place + 1
        piece = last.piece
        retry = (place, piece)
      } else {
        return false
      }
    }
    return pieces[piece...].allSatisfy { $0 == .text }
  }

  private static func folded(_ text: String, _ letterCase: LetterCase) -> String {
    letterCase == .ignored ? ASCIICase.lowered(text) : text
  }

  private static func accepts(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
    switch piece {
    case .text, .nothing: false
    case .one: true
    case .scalar(let wanted): wanted == scalar
    case .set(let ranges): ranges.contains { $0.contains(scalar) }
    }
  }

  private static func piece(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) -> Piece {
    switch scalar {
    case "*": return .text
    case "?": return .one
    case "[": return set(&rest).map(Piece.set) ?? .nothing
    case "\\": return rest.popFirst().map(Piece.scalar) ?? .nothing
    default: return .scalar(scalar)
    }
  }

  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> [ClosedRange<Unicode.Scalar>]? {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    // The character before, if it may open a range; what closed a range may not.
    var low: Unicode.Scalar?
    var isFirst = true
    while let scalar = rest.popFirst() {
      defer { isFirst = false }
      if scalar == "]" && !isFirst { return ranges }
      if scalar == "-", let from = low, rest.first != "]" {
        guard let to = literal(&rest) else { return nil }
        if from <= to { ranges.append(from...to) }
        low = nil
        continue
      }
      guard let single = scalar == "\\" ? rest.popFirst() : scalar else { return nil }
      ranges.append(single...single)
      low = single
    }
    return nil
  }

  private static func literal(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
    guard let scalar = rest.popFirst() else { return nil }
    return scalar == "\\" ? rest.popFirst() : scalar
  }
}
