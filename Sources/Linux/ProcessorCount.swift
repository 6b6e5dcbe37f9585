import Glibc

/// How many threads can work at a time.
enum ProcessorCount {
  /// The processors that are switched on, at least one.
  static var online: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
