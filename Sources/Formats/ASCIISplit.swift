/// Cuts text at ASCII characters, byte by byte.
///
/// Swift's own `split` compares what people see as one character: a slash that a combining accent follows is no slash
/// to it, but still is one to the kernel. Everything here that takes a path or a table apart must cut where the
/// kernel does.
public enum ASCIISplit {
  /// The non-empty pieces of `text` between any of `separators`.
  public static func words(_ text: some StringProtocol, at separators: StaticString = " \t") -> [Substring] {
    pieces(text, separators, omittingEmpty: true)
  }

  /// All pieces of `text` between any of `separators`; one more than there are separators.
  public static func fields(_ text: some StringProtocol, at separators: StaticString) -> [Substring] {
    pieces(text, separators, omittingEmpty: false)
  }

  /// `text` without `start` at its begin; nil when it does not begin so.
  public static func rest(of text: some StringProtocol, after start: StaticString) -> Substring? {
    let start = start.description.utf8
    guard text.utf8.starts(with: start) else { return nil }
    return Substring(Substring(text).utf8.dropFirst(start.count))
  }

  private static func pieces(
    _ text: some StringProtocol, _ separators: StaticString, omittingEmpty: Bool
  ) -> [Substring] {
    let separators = Array(separators.description.utf8)
    return Substring(text).utf8
      .split(omittingEmptySubsequences: omittingEmpty) { separators.contains($0) }
      .map { Substring($0) }
  }
}
