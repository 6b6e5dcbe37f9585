import BootCore
import Testing

@Suite struct KeepWeeklyTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "a week begins on Monday", KeepWeekly(2),
        """
        45 2026-11-16 ⇒
        44 2026-11-15T23:59:59 ⇒
        43 2026-11-09
        """),
      CandidateList(
        "the turn of the year is inside of a week", KeepWeekly(2),
        """
        45 2027-01-03 ⇒
        44 2026-12-28
        43 2026-12-27 ⇒
        """),
      CandidateList(
        "the same week number of another year is another week", KeepWeekly(2),
        """
        45 2026-11-17 ⇒
        44 2025-11-13 ⇒
        """),
      CandidateList(
        "the newest of each week", KeepWeekly(1),
        """
        45 2026-11-20 ⇒
        44 2026-11-19
        43 2026-11-01
        """),
    ])
  func keeps(list: CandidateList) { list.check() }
}
