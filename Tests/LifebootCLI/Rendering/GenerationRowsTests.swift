import BootCore
import Testing

@testable import LifebootCLI

@Suite struct GenerationRowsTests {
  private func generations(_ count: Int) -> [GenerationID] {
    (0..<count).map { GenerationID(profile: .system, number: UInt64($0 + 1), toplevel: "/nix/store/\($0)") }
  }

  @Test func `a thousand generations become the newest and the remarkable ones`() {
    let all = generations(1000)
    let rows = GenerationRows.rows(all, isRemarkable: { $0.number == 500 }, verbosity: .normal)
    #expect(
      rows == [.more(499), .generation(all[499]), .more(490)] + all.suffix(10).map { .generation($0) })
  }

  @Test("every generation has a row or is counted", arguments: [0, 1, 30, 31, 40, 999])
  func complete(count: Int) {
    let rows = GenerationRows.rows(
      generations(count), isRemarkable: { $0.number % 7 == 0 }, verbosity: .normal)
    let total = rows.reduce(0) { sum, row in
      switch row {
      case .generation: sum + 1
      case .more(let hidden): sum + hidden
      }
    }
    #expect(total == count)
    #expect(rows.count <= 60)
  }

  @Test func `the verbose see all`() {
    #expect(
      GenerationRows.rows(generations(500), isRemarkable: { _ in false }, verbosity: .verbose).count == 500)
  }
}
