import BootCore
import Testing

@Suite struct KeepKernelsTests {
  @Test(
    "it keeps what has an arrow",
    arguments: [
      CandidateList(
        "the newest generation of each kernel", KeepKernels(2),
        """
        45 2026-11-20 kernel c ⇒
        44 2026-11-19 kernel c
        43 2026-11-18 kernel b ⇒
        42 2026-11-17 kernel a
        """),
      CandidateList(
        "a downgrade counts as new", KeepKernels(2),
        """
        45 2026-11-20 kernel a ⇒
        44 2026-11-19 kernel b ⇒
        43 2026-11-18 kernel a
        """),
      CandidateList(
        "one that cannot be read has no kernel", KeepKernels(2),
        """
        45 2026-11-20 kernel none
        44 2026-11-19 kernel b ⇒
        43 2026-11-18 kernel a ⇒
        """),
    ])
  func keeps(list: CandidateList) { list.check() }
}
