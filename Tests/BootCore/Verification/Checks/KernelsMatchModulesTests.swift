import BootCore
import Support
import Testing

@Suite struct KernelsMatchModulesTests {
  @Test(
    "a kernel of another version than its modules is said, for the next boot as critical",
    arguments: [("6.12", [Severity]()), ("6.6", [.critical, .warning]), (nil, [])])
  func versions(modules: String?, severities: [Severity]) throws {
    var machine = try HealthyChain()
    machine.setModules(modules)
    #expect(KernelsMatchModules.check(machine.context).map(\.severity) == severities)
  }
}

extension HealthyChain {
  fileprivate mutating func setModules(_ version: String?) {
    for profile in snapshot.profiles.indices {
      for index in snapshot.profiles[profile].generations.indices {
        guard var toplevel = snapshot.profiles[profile].generations[index].toplevel else { continue }
        toplevel.modulesVersion = version
        snapshot.profiles[profile].generations[index].contents = .whole(toplevel)
      }
    }
  }
}
