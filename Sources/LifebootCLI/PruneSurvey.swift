import BootCore
import Scan

extension PruneAnswer {
  /// Looks at the machine, plans, and compares the survivors with the store byte by byte; where one does not hold what
  /// it should, plans again without relying on it.
  static func take(
    _ options: GlobalOptions, policy: Policy?, bar: ProgressBar?
  ) throws(Failure) -> PruneAnswer {
    let request = try options.request()
    let policy = try Survey.chosen(policy, options, request)
    do throws(ScanError) {
      let scanner = try Scanner(request)
      return survived(try scanner.snapshot(), policy, options.remedyWords, scanner, bar)
    } catch {
      throw Failure(error)
    }
  }

  private static func survived(
    _ snapshot: Snapshot, _ policy: Policy, _ words: RemedyWords, _ scanner: borrowing Scanner,
    _ bar: ProgressBar?
  ) -> PruneAnswer {
    var snapshot = snapshot
    var compared: Set<VolumePath> = []
    while true {
      let answer = PruneAnswer(Survey(snapshot, policy: policy, words: words))
      let map = answer.survey.map
      let relied = Survivors.files(map, verdict: answer.proposal.verdict).subtracting(compared)
      if answer.plans.isEmpty || relied.isEmpty { return answer }
      compared.formUnion(relied)
      let new = scanner.contents(of: snapshot, map: map, only: relied, fromMedium: false) {
        bar?.show($0.done, of: $0.total)
      }
      bar?.clear()
      snapshot.contents.merge(new) { _, new in new }
    }
  }
}
