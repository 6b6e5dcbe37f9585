import Linux
import Scan
import Testing

@testable import LifebootCLI

@Suite struct ShippedPoliciesTests {
  private static let folder =
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Policies"

  @Test func `the binary carries the files of the folder Policies byte for byte`() throws {
    let names = try Root(at: Self.folder).openDirectory("/").list().map(\.name.text).sorted()
    #expect(names == ShippedPolicies.all.map { "\($0.name).toml" }.sorted())
    for policy in ShippedPolicies.all {
      let bytes = try Root(at: Self.folder).readFile("/\(policy.name).toml", limit: 1 << 16)
      #expect(bytes == Array(policy.text.utf8), "\(policy.name)")
    }
  }

  @Test func `each shipped policy is understood and says what stays`() throws {
    for shipped in ShippedPolicies.all {
      let policy = try PolicyScan.policy(text: shipped.text, name: shipped.name)
      #expect(!policy.rules.isEmpty)
    }
  }

  @Test func `an unknown name lists the known ones and names the nearest`() {
    #expect(throws: Failure.self) { try PolicyChoice.policy(named: "srever", root: "/") }
    do throws(Failure) {
      _ = try PolicyChoice.policy(named: "srever", root: "/")
    } catch {
      #expect(
        RemedyWords(root: "/").sentence(error.remedy).contains("did you mean server?")
          && RemedyWords(root: "/").sentence(error.remedy).contains("small-esp"))
    }
  }
}
