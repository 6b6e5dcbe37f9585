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
    Survivors.settle(snapshot) { snapshot in
      // Only whom refusals send where is said here, and no finding.
      let answer = PruneAnswer(Survey(snapshot, policy: policy, words: words, remedies: .asWritten))
      return (answer, answer.survey.map, answer.proposal)
    } compare: { snapshot, map, relied in
      let states = scanner.contents(of: snapshot, map: map, only: relied, fromMedium: false) {
        bar?.show($0.done, of: $0.total)
      }
      bar?.clear()
      return states
    }
  }
}
