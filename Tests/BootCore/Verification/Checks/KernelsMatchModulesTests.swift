import BootCore
import Support
import Testing

@Suite struct KernelsMatchModulesTests {
  @Test(
    "a kernel of another version than its modules is said, for the next boot as critical",
    arguments: [("6.12", [Severity]()), ("6.6", [.critical, .warning]), (nil, [])])
  func versions(modules: String?, severities: [Severity]) throws {
    var machine = try HealthyChain()
    machine.change { $0.modulesVersion = modules }
    #expect(KernelsMatchModules.check(machine.context).map(\.severity) == severities)
  }
}
