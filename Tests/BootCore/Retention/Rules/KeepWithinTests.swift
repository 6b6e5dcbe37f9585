import BootCore
import Testing

@Suite struct KeepWithinTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "at the edge it stays", KeepWithin(seconds: 86_400, text: "1d"), now: "2026-11-21T12:00",
        """
        43 2026-11-20T12:00 ⇒
        42 2026-11-20T11:59:59
        """),
      CandidateList(
        "the future stays", KeepWithin(seconds: 3600, text: "1h"),
        """
        43 2027-01-01 ⇒
        42 2026-11-21T11:30 ⇒
        41 2026-11-20
        """),
      CandidateList(
        "clocks that ran backwards: each by its own time", KeepWithin(seconds: 86_400, text: "1d"),
        """
        43 2026-10-01
        42 2026-11-21 ⇒
        41 2026-09-01
        """),
      CandidateList(
        "all are too old", KeepWithin(seconds: 60, text: "1m"),
        """
        43 2026-11-20
        42 2026-11-19
        """),
    ])
  func keeps(list: CandidateList) { list.check() }

  @Test func `a future date is said`() {
    let list = CandidateList(
      "future", KeepWithin(seconds: 3600, text: "1h"), "43 2027-01-01 ⇒\n42 2026-11-21T11:30 ⇒")
    #expect(list.found.map(\.1.text) == ["within 1h (dated in the future)", "within 1h"])
  }

  @Test func `a duration before the beginning of time keeps all`() {
    let rule = KeepWithin(seconds: .max, text: "long")
    let list = CandidateList("long ago", rule, now: "1960-01-01", "43 2026-11-03 ⇒\n42 1959-01-01 ⇒")
    list.check()
  }
}
