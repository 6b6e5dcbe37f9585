/// Walks back in time and takes the newest generation of each period, for as many periods as
/// given. A period without a generation does not count.
struct PeriodWalk {
  let limit: Int

  func newestOfEach<Period: Hashable>(
    _ candidates: [Candidate], _ period: (CalendarDay) -> Period
  ) -> [Candidate] {
    var seen: Set<Period> = []
    var chosen: [Candidate] = []
    for candidate in candidates where chosen.count < limit {
      if seen.insert(period(candidate.day)).inserted { chosen.append(candidate) }
    }
    return chosen
  }
}
