import BootCore
import Formats
import Support
import Testing

@Suite struct BootOrderCompleteTests {
  @Test(
    "numbers without an option are worth knowing, an order that is none is wrong",
    arguments: [
      ([0, 0, 3, 0], []), ([], []), (nil, []), ([0, 0, 7, 0], ["boot-order-gap info BootOrder"]),
      ([0, 0, 3], ["boot-order-broken warning BootOrder"]),
    ] as [([UInt8]?, [String])])
  func orders(bytes: [UInt8]?, expected: [String]) throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.orderBytes = bytes
    #expect(machine.findings(BootOrderComplete.self) == expected)
  }
}
