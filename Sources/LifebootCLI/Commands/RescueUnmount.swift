import Apply
import ArgumentParser
import BootCore
import Linux

/// Takes down everything that a rescue mounted or opened.
struct RescueUnmount: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmount",
    abstract: "Take down what rescue mounted or opened, from any state.",
    discussion: """
      Everything in reverse order: mounts, ZFS pools (exported), LVM, MD, LUKS. When a program still uses \
      something, it is named; end it and run this again, it goes on where it stopped.
      """)

  @Option(
    help: ArgumentHelp("Where the system is mounted. Not needed when there is only one.", valueName: "dir"),
    completion: .directory)
  var at: String?

  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: true, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    guard let target = try chosen() else {
      try console.print(Page("nothing of a rescue is mounted"))
      return ExitStatus.done.rawValue
    }
    let report = RescueReport(console: console)
    let records = try records(of: target)
    let devices = TargetUsers.devices(of: records)
    try refuseOwner(records, target)
    try waitForOrphans(target, console)
    do {
      // What was made inside comes down first.
      for record in records.reversed() {
        var executor = RescueExecutor(record, interrupt: .never, report: report.tell)
        try executor.unwind()
      }
    } catch {
      throw Failure(rescue: error)
    }
    let holders = TargetUsers.holders(of: devices, target: target)
    guard holders.isEmpty else {
      throw Failure(
        subject: target,
        message: "nothing is mounted here any more, but elsewhere it is: "
          + holders.map(\.description).joined(separator: ", "),
        remedy: .person("end that program, or wait for it, before the machine is restarted"))
    }
    try console.print(Page("nothing of \(target) is mounted or open any more"))
    return ExitStatus.done.rawValue
  }

  private func records(of target: String) throws(Failure) -> [RescueRecord] {
    do throws(ApplyError) { return try RescueRecord.all().filter { $0.isPart(of: target) } } catch {
      throw Failure(error)
    }
  }

  /// Another lifeboot is in the middle of it, and takes down by itself what it made.
  private func refuseOwner(_ records: [RescueRecord], _ target: String) throws(Failure) {
    guard let owner = TargetUsers.owner(of: records) else { return }
    throw Failure(
      .refused, subject: target, message: "lifeboot (process \(owner.process)) is at work there",
      remedy: Remedy(.here(["kill", "\(owner.process)"]), note: "wait for it, or end it first"))
  }

  /// What a lifeboot that was killed has left running may open or write something yet.
  private func waitForOrphans(_ target: String, _ console: Console) throws(Failure) {
    var isTold = false
    while true {
      let orphans = TargetUsers.orphans(of: target)
      if orphans.isEmpty { return }
      let names = orphans.prefix(5).map(\.description).joined(separator: ", ")
      if Interrupt.watch().isRequested {
        throw Failure(
          .halfway, subject: target, message: "still at work there: \(names)",
          remedy: .person("wait for it, then run this again"))
      }
      if !isTold {
        console.say(Page([StyledText("waits ", .warning) + "for what is still at work there: \(names)"]))
      }
      isTold = true
      MarkedProcess.pause(milliseconds: 100)
    }
  }

  /// The target that is meant; nil when there is none.
  private func chosen() throws(Failure) -> String? {
    let targets: [String]
    do throws(ApplyError) {
      let all = try RescueRecord.all()
      if let at {
        // As mount found the place: without links on the way.
        let absolute = UserPath.absolute(at) ?? at
        let real = (try? Root().realPath(absolute)) ?? nil
        return [real, absolute].compactMap(\.self).first { target in
          all.contains { $0.isPart(of: target) }
        }
      }
      targets = all.map(\.target).filter { target in
        !all.contains { $0.target != target && RescueRecord(target: target).isPart(of: $0.target) }
      }
    } catch {
      throw Failure(error)
    }
    guard targets.count > 1 else { return targets.first }
    throw Failure(
      .refused, subject: "rescue unmount",
      message: "systems are mounted at \(targets.joined(separator: " and "))",
      remedy: Remedy(.rescue(.unmount, ["--at", targets[0]]), note: "say which one"))
  }
}
