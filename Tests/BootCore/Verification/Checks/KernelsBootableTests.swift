import BootCore
import Formats
import Support
import Testing

@Suite struct KernelsBootableTests {
  @Test(
    "a kernel that the loader cannot start is critical for the next boot and a warning else",
    arguments: [
      (.kernel(machine: .x64, declaredBytes: nil, version: nil), []),
      (
        .kernel(machine: .aarch64, declaredBytes: nil, version: nil),
        ["kernel-architecture critical", "kernel-architecture warning"]
      ),
      (
        .kernel(machine: nil, declaredBytes: nil, version: nil),
        ["kernel-not-bootable critical", "kernel-not-bootable warning"]
      ),
      (.other(why: "no magic"), ["kernel-not-bootable critical", "kernel-not-bootable warning"]),
      (.unreadable(why: "i/o error"), ["kernel-not-bootable critical", "kernel-not-bootable warning"]),
    ] as [(KernelFacts, [String])])
  func kinds(facts: KernelFacts, expected: [String]) throws {
    var machine = try HealthyChain()
    for path in machine.snapshot.chain?.kernels.keys.map({ $0 }) ?? [] {
      machine.snapshot.chain?.kernels[path] = facts
    }
    #expect(
      KernelsBootable.check(machine.context).map { "\($0.id) \($0.severity.rawValue)" } == expected)
  }

  @Test func `a kernel that is cut short is said once, by its entry`() throws {
    var machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 4K")
    for path in machine.snapshot.chain?.kernels.keys.map({ $0 }) ?? [] {
      machine.snapshot.chain?.kernels[path] = .other(why: "cut")
    }
    #expect(KernelsBootable.check(machine.context).map(\.severity) == [.warning])
  }
}
