import BootCore
import Formats
import Linux

/// Reads policy files.
public enum PolicyScan {
  /// Where the machine's own policy lies, a path inside the root.
  public static let machinePath = "/etc/lifeboot/policy.toml"
  /// In bytes; a policy has some hundred.
  private static let limit = 256 << 10

  /// The machine's own policy; nil when it has none.
  public static func machinePolicy(root path: String) throws(ScanError) -> Policy? {
    var bytes: [UInt8]?
    var shown = machinePath
    let root: Root
    do throws(SystemError) { root = try Root(at: path) } catch { throw ScanError(error) }
    do throws(SystemError) {
      shown = root.shown(machinePath)
      if try root.status(machinePath, followingLinks: true) != nil {
        bytes = try root.readFile(machinePath, limit: limit)
      }
    } catch {
      throw unreadable(shown, error)
    }
    return try bytes.map { bytes throws(ScanError) in try parse(bytes, name: shown) }
  }

  /// The policy at `path`, absolute and resolved as the user's own programs do.
  public static func policy(at path: String) throws(ScanError) -> Policy {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try Root(at: "/").readFile(path, limit: limit)
    } catch {
      throw unreadable(path, error)
    }
    return try parse(bytes, name: path)
  }

  /// A policy out of its text, for instance a shipped one.
  public static func policy(text: String, name: String) throws(ScanError) -> Policy {
    try parse(Array(text.utf8), name: name)
  }

  private static func unreadable(_ path: String, _ error: SystemError) -> ScanError {
    ScanError(
      subject: path, message: "the policy cannot be read: \(error.meaning)",
      remedy: .person("name a file that can be read, or one of the shipped policies, with --policy"))
  }

  private static func parse(_ bytes: [UInt8], name: String) throws(ScanError) -> Policy {
    do throws(FormatError) {
      return try PolicyReader.policy(parsing: bytes, name: name)
    } catch {
      let place = error.position.map { ", \($0)" } ?? ""
      throw ScanError(
        subject: name + place, message: error.problem,
        remedy: error.remedy.map(Remedy.person) ?? Remedy(.here(["man", "5", "lifeboot-policy"])))
    }
  }
}
