import BootCore
import Testing

@Suite struct KeepLastTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "the newest by number", KeepLast(2),
        """
        43 2026-11-03 ⇒
        42 2026-11-02 ⇒
        41 2026-11-01
        """),
      CandidateList(
        "by number, whatever the clock said", KeepLast(1),
        """
        43 2026-01-01 ⇒
        42 2026-11-02
        """),
      CandidateList(
        "fewer than asked for", KeepLast(5),
        """
        43 2026-11-03 ⇒
        42 2026-11-02 ⇒
        """),
      CandidateList(
        "gaps in the numbers do not count", KeepLast(2),
        """
        43 2026-11-03 ⇒
        12 2026-11-02 ⇒
        3 2026-11-01
        """),
      CandidateList(
        "none", KeepLast(2),
        """

        """),
    ])
  func keeps(list: CandidateList) { list.check() }

  @Test func `the newest is wanted most, and the counter says where it stood`() {
    let list = CandidateList("two of three", KeepLast(2), "43 2026-11-03 ⇒\n42 2026-11-02 ⇒\n41 2026-11-01")
    #expect(list.found.map(\.0.number) == [43, 42])
    #expect(list.found.map(\.1.text) == ["last 2 (1 of 2)", "last 2 (2 of 2)"])
  }
}
