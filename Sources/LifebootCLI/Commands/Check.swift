import Apply
import ArgumentParser
import BootCore

/// For timers and monitoring: a verdict, then only what needs attention.
struct Check: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judge the machine for a timer or for monitoring.",
    discussion: """
      A verdict line, then only what needs attention. The policy sets from when on it warns.

      Exit status, as monitoring plugins have it: 0 ok, 1 warning, 2 critical, 3 could not look.
      """)

  /// For whom the answer is.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, nagios, prometheus
  }

  @Option(help: ArgumentHelp("Answer as text, json, nagios or prometheus.", valueName: "format"))
  var format: Format = .text

  @Option(
    help: ArgumentHelp(
      "Write the answer to FILE, whole or not at all, as the textfile collector wants it.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if options.json && format != .text && format != .json {
      throw ValidationError("--json and --format \(format.rawValue) contradict each other")
    }
  }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let report: CheckReport
    do throws(Failure) {
      report = CheckReport(try Survey.take(options))
    } catch {
      report = CheckReport(error, options.remedyWords)
      // Text, JSON and Nagios say it themselves, to whoever reads them.
      if output != nil || format == .prometheus { console.say(error, options.remedyWords) }
    }
    do throws(Failure) {
      try deliver(report, console)
    } catch {
      console.say(error, options.remedyWords)
      return CheckState.unknown.rawValue
    }
    return report.state.rawValue
  }

  private func deliver(_ report: CheckReport, _ console: Console) throws(Failure) {
    let face = output == nil ? console.face : Face(isUnicode: console.face.isUnicode)
    let text: String
    switch options.json ? .json : format {
    case .text: text = Paint(face: face).text(CheckText.page(report, face, verbosity: console.verbosity))
    case .json: text = CheckDocument.json(report).text
    case .nagios: text = NagiosText.text(report)
    case .prometheus: text = PrometheusText.text(report)
    }
    guard let output else { return try console.print(prepared: text) }
    do throws(ApplyError) {
      try ReportFile.write(text, to: output)
    } catch {
      throw Failure(error)
    }
  }
}
