import BootCore
import Testing

@Suite struct KeepDailyTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "the newest of each day", KeepDaily(2),
        """
        45 2026-11-20T18:00 ⇒
        44 2026-11-20T09:00
        43 2026-11-19T23:59:59 ⇒
        42 2026-11-18
        """),
      CandidateList(
        "days without a generation do not count", KeepDaily(3),
        """
        45 2026-11-20 ⇒
        44 2026-10-01 ⇒
        43 2025-12-24 ⇒
        42 2025-12-23
        """),
      CandidateList(
        "a day that comes back is the same day", KeepDaily(2),
        """
        45 2026-11-20 ⇒
        44 2026-11-19 ⇒
        43 2026-11-20
        """),
      CandidateList(
        "midnight parts days", KeepDaily(2),
        """
        45 2026-11-20T00:00 ⇒
        44 2026-11-19T23:59:59 ⇒
        """),
    ])
  func keeps(list: CandidateList) { list.check() }
}
