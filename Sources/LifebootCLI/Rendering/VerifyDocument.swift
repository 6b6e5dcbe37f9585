import BootCore

/// `verify` as a document, schema `lifeboot/verify/1`.
struct VerifyDocument {
  let answer: VerifyAnswer

  var json: JSON {
    .object([
      "schema": .string("lifeboot/verify/1"),
      "deep": .boolean(answer.isDeep),
      "chain": .array(answer.chain.flattened.map(Self.link)),
      "findings": FindingDocument.json(answer.survey.findings, answer.survey.words),
    ])
  }

  /// Without `ok` where nothing could be said.
  private static func link(_ link: ChainLink) -> JSON {
    let holds: JSON? =
      switch link.state {
      case .holds: .boolean(true)
      case .broken: .boolean(false)
      case .unknown: nil
      }
    return .object([
      "link": .string(link.kind.rawValue), "subject": .string(link.subject), "ok": holds,
      "detail": .string(link.detail),
    ])
  }
}
