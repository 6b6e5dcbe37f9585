/// A hardware-configuration.nix that was generated anew, beside the one that was there.
///
/// nixos-generate-config(8) writes what it sees, and in a rescue two things are not as on the running system: LUKS
/// volumes are open under names of lifeboot's, and no swap is active.
public struct HardwareConfiguration: Sendable, Hashable {
  /// Where it is in a system.
  public static let path = "/etc/nixos/hardware-configuration.nix"

  /// What is there now; nil when there is none.
  public var old: String?
  /// What is to be there.
  public var new: String

  /// - Parameter generated: what nixos-generate-config says.
  public init(old: String?, generated: String) {
    self.old = old
    new = Self.keepingNames(of: old ?? "", in: generated)
  }

  public var difference: LineDifference { LineDifference(from: old ?? "", to: new) }

  /// What the user should look at before building from it.
  public var remarks: [String] {
    var remarks: [String] = []
    if let old, new.contains("swapDevices = [ ];"), old.contains("swapDevices"),
      !old.contains("swapDevices = [ ];")
    {
      remarks.append("no swap is active here, so the new file names none: put back what the old one has")
    }
    if new.contains("luks.devices.\"lifeboot-") {
      remarks.append(
        "a LUKS volume has the name under which lifeboot opened it: give it the name that the configuration uses"
      )
    }
    return remarks
  }

  /// A LUKS volume that the old file has under another name keeps it: options elsewhere in the configuration are for
  /// that name, and one volume under two names is asked for twice.
  private static func keepingNames(of old: String, in text: String) -> String {
    var names: [Substring: Substring] = [:]
    for line in old.split(separator: "\n") {
      if let volume = luks(line) { names[volume.device] = volume.name }
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard let volume = luks(line), volume.name.hasPrefix("lifeboot-"), let name = names[volume.device]
      else {
        return String(line)
      }
      return String(line[..<volume.name.startIndex] + name + line[volume.name.endIndex...])
    }
    return lines.joined(separator: "\n")
  }

  /// The name and the device in a line such as `boot.initrd.luks.devices."root".device = "/dev/disk/by-uuid/…";`.
  private static func luks(_ line: Substring) -> (name: Substring, device: Substring)? {
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].hasSuffix("boot.initrd.luks.devices."), parts[2] == ".device = " else {
      return nil
    }
    return (parts[1], parts[3])
  }
}
