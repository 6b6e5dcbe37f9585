import BootCore
import Linux

/// Who works on a target, beside whoever asks.
public enum TargetUsers {
  /// A lifeboot that is at work there now.
  public static func owner(of records: [RescueRecord]) -> ProcessIdentity? {
    records.compactMap(\.owner).first { $0.isAlive && $0 != ProcessIdentity.own }
  }

  /// Programs that a lifeboot which is gone has left running, and what they started.
  public static func orphans(of target: String) -> [MarkedProcess] {
    MarkedProcess.all(RescueRecord.mark) { RescueRecord(target: $0).isPart(of: target) }
  }

  /// Who has a device of these records mounted where we do not see it. To be asked when everything that we see is
  /// taken down.
  public static func holders(of devices: Set<String>, target: String) -> [MountHolder] {
    devices.sorted().flatMap { path -> [MountHolder] in
      guard let root = try? Root(), let status = try? root.status(path, followingLinks: true),
        let number = status.specialDevice
      else { return [] }
      return MountHolder.holders(of: target, device: number).filter { $0.hold == .ownMount }
    }
  }

  /// The devices that the steps of these records mount.
  public static func devices(of records: [RescueRecord]) -> Set<String> {
    let calls = records.flatMap(\.steps).map(\.call).filter { $0.program == "mount" }
    return Set(calls.flatMap(\.words).filter { $0.hasPrefix("/dev/") })
  }
}
