import BootCore
import Testing

@Suite struct KeepGoodTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "the newest good ones", KeepGood(2),
        """
        45 2026-11-20
        44 2026-11-19 good ⇒
        43 2026-11-18 good ⇒
        42 2026-11-17 good
        """),
      CandidateList(
        "none is good", KeepGood(2),
        """
        45 2026-11-20
        44 2026-11-19
        """),
    ])
  func keeps(list: CandidateList) { list.check() }
}
