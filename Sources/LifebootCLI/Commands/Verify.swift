import ArgumentParser
import BootCore

/// Will this machine come back? Follows the pointers as firmware and loader will follow them.
struct Verify: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Follow the boot chain from the firmware to init; --deep compares every byte.",
    discussion: """
      Firmware entry, partition, loader, default, entry, kernel and initrd, init: each link is looked at as \
      the firmware and the loader will, and marked. On a terminal the links are shown as a tree; a machine \
      on which all is well is otherwise answered with one line.

      Nothing is changed. What is wrong can be mended with: lifeboot repair

      Exit status: 0 all is well, 3 something is wrong, 1 the machine could not be looked at.
      """)

  @Flag(help: "Compare every kernel and initrd with the store, byte by byte.")
  var deep = false

  @Flag(
    name: .customLong("from-medium"),
    help: "With --deep: read what is on the medium, not what the kernel has cached. Implies --deep.")
  var fromMedium = false

  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    let isDeep = deep || fromMedium
    let comparison = isDeep ? ByteComparison(fromMedium: fromMedium, bar: ProgressBar(console)) : nil
    let answer = VerifyAnswer(try Survey.ofChain(options, comparing: comparison), isDeep: isDeep)
    if options.json {
      try console.print(VerifyDocument(answer: answer).json)
    } else {
      try console.print(VerifyText.page(answer, console.face, verbosity: console.verbosity))
    }
    return (answer.needsAttention ? ExitStatus.wrong : .done).rawValue
  }
}
