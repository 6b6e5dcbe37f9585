import BootCore
import Linux
import Scan

/// Looks at the disks of this machine.
enum RescueSearch {
  /// - Parameter names: devices as a user or fstab names them; none is all.
  static func look(_ names: [String] = []) throws(Failure) -> DiskSurvey {
    guard Identity.isRoot else {
      throw Failure(
        subject: "the disks", message: "only root may look at them, so nothing is known about them",
        remedy: Remedy(.here(["sudo", "lifeboot", "rescue", "find"])))
    }
    do throws(ScanError) {
      let storage = try StorageScan.storage()
      var wanted: Set<String> = []
      for name in names {
        let found = DiskSurvey.places(name, storage)
        guard !found.isEmpty else { throw unknown(name) }
        wanted.formUnion(found)
      }
      let answer = try SystemLook.systems(on: storage) { names.isEmpty || wanted.contains($0.path) }
      return DiskSurvey(
        storage: storage, systems: answer.systems, unreadable: answer.unreadable,
        bareStores: answer.bareStores)
    } catch {
      throw Failure(error)
    }
  }

  private static func unknown(_ name: String) -> ScanError {
    ScanError(
      subject: name, message: "there is no such device here, by path, UUID or label",
      remedy: Remedy(.rescue(.find, []), note: "this lists them all"))
  }
}
