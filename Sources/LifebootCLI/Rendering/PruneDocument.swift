import BootCore

/// `prune` as a document, schema `lifeboot/prune/1`.
struct PruneDocument {
  let answer: PruneAnswer

  var json: JSON {
    let proposal = answer.proposal
    return .object([
      "schema": .string("lifeboot/prune/1"),
      "policy": .string(answer.survey.policy.name),
      "kept": .array(proposal.verdict.kept.map(kept)),
      "released": .array(proposal.verdict.released.map(released)),
      "plans": PlanDocument.plans(proposal.plans, in: answer.survey.snapshot),
      "refusals": PlanDocument.refusals(proposal.refusals, answer.survey.words),
      "freesBytes": .unsigned(proposal.freesBytes),
      "applied": .boolean(answer.isApplied),
    ])
  }

  private func kept(_ kept: Verdict.Kept) -> JSON {
    .object([
      "profile": .string(kept.generation.profile.text), "number": .unsigned(kept.generation.number),
      "toplevel": .string(kept.generation.toplevel), "reasons": .strings(kept.reasons.map(\.text)),
    ])
  }

  private func released(_ released: Verdict.Released) -> JSON {
    .object([
      "profile": .string(released.generation.profile.text), "number": .unsigned(released.generation.number),
      "toplevel": .string(released.generation.toplevel), "because": .string(released.because),
      "freesBytes": .unsigned(answer.proposal.freesByGeneration[released.generation] ?? 0),
    ])
  }
}
