import Apply
import BootCore
import Linux
import Scan

/// A way into a mounted system, in mounts that nobody else sees and that end with this process.
struct TargetEntry {
  let target: String
  let report: RescueReport

  /// The system that is mounted there.
  func system() throws(Failure) -> FoundSystem {
    do throws(ScanError) { return try TargetScan.system(at: target) } catch { throw Failure(error) }
  }

  /// Runs `work` with the kernel's file systems in the target, and takes them away again.
  ///
  /// What changes the target's disk is recorded beside the record of its mounts, so that `unmount` can put it
  /// right after a kill; the mounts themselves end with the process.
  func run<Answer>(_ work: (inout RescueExecutor) throws -> Answer) throws(Failure) -> Answer {
    do throws(SystemError) { try PrivateMounts.enter() } catch { throw Failure(error) }
    let host = HostScan.host()
    let kernel = KernelMounts.plan(MountChoice(target: target, host: host))
    let inside = target + "/etc"
    return try RescueSession.run(target: inside, console: report.console, isTakenBack: true) { executor in
      try executor.carryOut(kernel.steps)
      return try work(&executor)
    }
  }

  /// Makes names of hosts work. It comes after activation, which may make or change resolv.conf, and after the
  /// hardware was read: what lies over resolv.conf is a mount, and would be taken for one of the machine's own.
  func resolveNames(_ executor: inout RescueExecutor) throws {
    let plan = TargetScan.nameResolution(in: target).steps(target: target)
    report.note(plan.notes)
    try executor.carryOut(plan.steps)
  }
}
