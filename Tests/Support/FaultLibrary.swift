import Glibc

/// The library that makes system calls of a program fail or end it in the middle; see faults/faults.c.
public enum FaultLibrary {
  /// Where it was built, once a process; nil where there is no C compiler.
  public static let path: String? = {
    let source = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/faults/faults.c"
    let library = "/tmp/lifeboot-faults-\(getpid()).so"
    for compiler in ["cc", "gcc", "clang"] {
      let built = Program.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
      if built.status == 0 { return library }
    }
    return nil
  }()

  /// The variables that start a program under the library.
  ///
  /// - Parameters:
  ///   - fault: what goes wrong, such as "fsync:2:EIO" or "kill-before:3"; nil for nothing.
  ///   - directory: only calls on it and below count.
  ///   - trace: a file that gets a line for each call that counts.
  public static func environment(
    _ library: String, fault: String?, under directory: String, trace: String? = nil
  ) -> [String: String] {
    var variables = ["LD_PRELOAD": library, "LIFEBOOT_FAULT_UNDER": directory]
    variables["LIFEBOOT_FAULT"] = fault
    variables["LIFEBOOT_FAULT_TRACE"] = trace
    return variables
  }
}
