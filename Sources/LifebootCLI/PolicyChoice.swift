import BootCore
import Linux
import Scan

/// Which policy counts: the one named, else the machine's own, else the shipped `default`.
enum PolicyChoice {
  static func policy(named text: String?, root: String) throws(Failure) -> Policy {
    do throws(ScanError) {
      guard let text else {
        if let own = try PolicyScan.machinePolicy(root: root) { return own }
        return try shipped("default")
      }
      if text.contains("/") || text.hasSuffix(".toml") {
        return try PolicyScan.policy(at: UserPath.absolute(text) ?? text)
      }
      return try shipped(text)
    } catch {
      throw Failure(error)
    }
  }

  private static func shipped(_ name: String) throws(ScanError) -> Policy {
    if let text = ShippedPolicies.all.first(where: { $0.name == name })?.text {
      return try PolicyScan.policy(text: text, name: name)
    }
    let known = ShippedPolicies.all.map(\.name)
    let nearest = Spelling.nearest(to: name, in: known).map { "did you mean \($0)? " } ?? ""
    throw ScanError(
      subject: "--policy \(name)", message: "there is no shipped policy of that name",
      remedy: .person(
        "\(nearest)known are \(known.joined(separator: ", ")); a file is named with a slash: ./\(name)"))
  }
}
