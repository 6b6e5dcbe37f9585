import Apply
import BootCore
import Linux

/// Generates a system's hardware-configuration.nix anew; nothing is written.
struct HardwareReading {
  let programs: TargetPrograms

  init(_ programs: TargetPrograms) { self.programs = programs }

  private static let generator = "nixos-generate-config"
  /// A machine with a failing disk takes its time, in seconds.
  private static let timeLimit = 300

  func configuration() throws(Failure) -> HardwareConfiguration {
    let call = try call()
    do {
      let end = try ProgramRun.run(call.words, environment: call.environment, timeLimit: Self.timeLimit)
      guard end.status == 0 else { throw RescueFailure(call, end) }
      let text = String(decoding: end.output, as: UTF8.self)
      guard text.contains("{"), text.contains("}"), !text.utf8.contains(0) else {
        throw Failure(
          subject: call.command, message: "what it wrote is no configuration, so the old file stays",
          remedy: .person("run it by hand and look"))
      }
      return HardwareConfiguration(old: try HardwareFile.read(in: programs.root), generated: text)
    } catch let error as SystemError {
      throw Failure(error)
    } catch {
      throw Failure(rescue: error)
    }
  }

  /// The system's own program, which writes what its own release understands. Its shell's profile is not needed: the
  /// system need not be activated. Where it has none, the rescue medium's looks at it from outside.
  private func call() throws(Failure) -> ProgramCall {
    let words = [Self.generator, "--show-hardware-config"]
    if programs.isRunning { return ProgramCall(words) }
    let bin = programs.toplevel + "/sw/bin"
    do throws(SystemError) {
      if try Root(at: programs.root).status("\(bin)/\(Self.generator)", followingLinks: true) != nil {
        return programs.call(
          ["\(bin)/\(Self.generator)", words[1]],
          environment: ["PATH": bin, "IN_NIXOS_ENTER": "1", "TMPDIR": ""])
      }
    } catch {
      throw Failure(error)
    }
    return ProgramCall([Self.generator, "--root", programs.root, words[1]])
  }

  /// What would be new, for a plan. It runs a program of the system, which needs /proc there.
  var preview: Page {
    get throws(Failure) {
      let table = try? Root(at: programs.root).status("/proc/self/mountinfo", followingLinks: false)
      guard table != nil else {
        return Page(
          "\(HardwareConfiguration.path) can only be compared where /proc is mounted: lifeboot rescue mount")
      }
      return Self.page(try configuration())
    }
  }

  static func page(_ configuration: HardwareConfiguration) -> Page {
    let lines = configuration.difference.unified
    guard !lines.isEmpty else { return Page("\(HardwareConfiguration.path) would be as it is") }
    var page = Page()
    page.add("--- \(HardwareConfiguration.path)", .strong)
    page.add("+++ \(HardwareConfiguration.path), as this machine is now", .strong)
    for line in lines { page.add(line, tone(line)) }
    for remark in configuration.remarks { page.add(StyledText("note: ", .warning) + remark) }
    return page
  }

  private static func tone(_ line: String) -> Tone {
    switch line.first {
    case "+": .good
    case "-": .critical
    case "@": .dim
    default: .plain
    }
  }
}
