/// Why there is no answer, as a document: schema `lifeboot/error/1`.
///
/// Whoever asked for a document must not have to guess from an empty one what went wrong.
enum FailureDocument {
  static func json(_ failure: Failure, _ words: RemedyWords) -> JSON {
    .object(["schema": .string("lifeboot/error/1"), "error": error(failure, words)])
  }

  static func error(_ failure: Failure, _ words: RemedyWords) -> JSON {
    .members(
      [
        .init(name: "status", value: .integer(Int64(failure.status.rawValue))),
        .init(name: "subject", value: .string(failure.subject)),
        .init(name: "message", value: .string(failure.message)),
      ] + words.members(failure.remedy))
  }
}
