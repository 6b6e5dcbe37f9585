import ArgumentParser
import Linux
import Scan

extension ColorChoice: ExpressibleByArgument {}

/// The options of every command.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look at the system mounted at DIR instead of the running one.", valueName: "dir"),
    completion: .directory)
  var root: String = "/"

  @Option(
    name: .customLong("esp-path"),
    help: ArgumentHelp(
      "The EFI system partition, a path inside the root. Taken as it is, also an ordinary directory.",
      valueName: "dir"), completion: .directory)
  var espPath: String?

  @Option(
    name: .customLong("boot-path"),
    help: ArgumentHelp(
      "The volume with kernels and entries (XBOOTLDR), a path inside the root. Taken as it is.",
      valueName: "dir"), completion: .directory)
  var bootPath: String?

  @Option(
    help: ArgumentHelp(
      "What stays and when to warn: a TOML file, or one of \(ShippedPolicies.names). "
        + "Without it /etc/lifeboot/policy.toml, else default.", valueName: "file|name"),
    completion: .file(extensions: ["toml"]))
  var policy: String?

  @Flag(help: "Answer with a JSON document, described in lifeboot-json(5).")
  var json = false

  @Option(help: ArgumentHelp("Use colours: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Say only what needs attention.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Leave out nothing, however long it gets.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }

  var verbosity: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }

  /// What to look at, with all paths absolute and without links.
  func request() throws(Failure) -> ScanRequest {
    let root = try realRoot()
    return ScanRequest(
      root: root, espPath: try inside(espPath, root, "--esp-path"),
      bootPath: try inside(bootPath, root, "--boot-path"))
  }

  private func realRoot() throws(Failure) -> String {
    do throws(SystemError) {
      if let path = UserPath.absolute(root), let real = try Root(at: "/").realPath(path) { return real }
    } catch {
      throw Failure(error)
    }
    throw Failure(
      subject: "--root \(root)", message: "there is no such directory",
      remedy: .person("mount the system first, and name the directory that its / is mounted at"))
  }

  /// A path inside the root. Relative ones start at the working directory, which only the running
  /// system's root has.
  private func inside(_ path: String?, _ root: String, _ option: String) throws(Failure) -> String? {
    guard let path else { return nil }
    guard path.hasPrefix("/") || root == "/", let absolute = UserPath.absolute(path) else {
      throw Failure(
        subject: "\(option) \(path)", message: "with --root it must begin with a slash",
        remedy: .person("name it as a path inside the root: /boot"))
    }
    do throws(SystemError) {
      return try Root(at: root).realPath(absolute) ?? absolute
    } catch {
      throw Failure(error)
    }
  }
}
