import BootCore
import Testing

@Suite struct KeepMonthlyTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "the newest of each month", KeepMonthly(2),
        """
        45 2026-11-20 ⇒
        44 2026-11-01
        43 2026-10-31 ⇒
        42 2026-09-30
        """),
      CandidateList(
        "the same month of another year is another month", KeepMonthly(2),
        """
        45 2026-11-20 ⇒
        44 2025-11-20 ⇒
        43 2024-11-20
        """),
      CandidateList(
        "the turn of the year", KeepMonthly(2),
        """
        45 2027-01-01 ⇒
        44 2026-12-31T23:59:59 ⇒
        43 2026-12-01
        """),
    ])
  func keeps(list: CandidateList) { list.check() }
}
