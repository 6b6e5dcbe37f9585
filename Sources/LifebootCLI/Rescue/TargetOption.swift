import ArgumentParser
import Linux

/// Where the broken system is, or is going to be, mounted.
struct TargetOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where the system is mounted; /mnt unless said otherwise.", valueName: "dir"),
    completion: .directory)
  var at: String = "/mnt"

  /// Absolute and without links on the way. It need not exist yet, but the directory above must.
  func path() throws(Failure) -> String {
    guard let absolute = UserPath.absolute(at), absolute != "/" else {
      throw Failure(
        .refused, subject: "--at \(at)", message: "a rescued system cannot be mounted there",
        remedy: .person("name a directory such as /mnt"))
    }
    let real = try Self.realPath(absolute)
    if let real { return real }
    guard let slash = absolute.lastIndex(of: "/") else { return absolute }
    let above = slash == absolute.startIndex ? "/" : String(absolute[..<slash])
    guard let parent = try Self.realPath(above) else {
      throw Failure(
        subject: above, message: "there is no such directory",
        remedy: .person("make it, or name another one with --at"))
    }
    return (parent == "/" ? "" : parent) + absolute[slash...]
  }

  private static func realPath(_ path: String) throws(Failure) -> String? {
    do throws(SystemError) { return try Root().realPath(path) } catch { throw Failure(error) }
  }
}
