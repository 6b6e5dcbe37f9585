import Apply
import ArgumentParser
import BootCore

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
    do {
      // What was made inside comes down first.
      for record in try RescueRecord.all().reversed() where record.isPart(of: target) {
        var executor = RescueExecutor(record, interrupt: .never, report: report.tell)
        try executor.unwind()
      }
    } catch {
      throw Failure(rescue: error)
    }
    try console.print(Page("nothing of \(target) is mounted or open any more"))
    return ExitStatus.done.rawValue
  }

  /// The target that is meant; nil when there is none.
  private func chosen() throws(Failure) -> String? {
    let targets: [String]
    do throws(ApplyError) {
      let all = try RescueRecord.all()
      if let at {
        let target = UserPath.absolute(at) ?? at
        return all.contains { $0.isPart(of: target) } ? target : nil
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
