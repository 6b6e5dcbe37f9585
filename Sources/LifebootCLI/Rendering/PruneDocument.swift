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
      "plans": .array(proposal.plans.map(plan)),
      "refusals": .array(proposal.refusals.map(Self.refusal)),
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

  private func plan(_ plan: Plan) -> JSON {
    .array(
      plan.groups.flatMap { group in
        group.steps.map { step in
          let words = StepWords(step.step, in: answer.survey.snapshot)
          return JSON.object([
            "phase": .string(group.phase.rawValue), "action": .string(words.action),
            "subject": .string(words.subject), "because": .string(step.because),
          ])
        }
      })
  }

  static func refusal(_ refusal: Refusal) -> JSON {
    .object([
      "invariant": .string(refusal.invariant.rawValue), "subject": .string(refusal.subject),
      "message": .string(refusal.message), "remedy": .string(refusal.remedy),
    ])
  }
}
