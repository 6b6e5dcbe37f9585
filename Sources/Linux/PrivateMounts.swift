import CLinux
import Glibc

/// Mounts that nobody else sees, for as long as this value lives.
///
/// The kernel takes down what was mounted in it when the process ends, however it ends. Namespaces of mounts
/// belong to threads, so it can only be entered before there is a second one.
public struct PrivateMounts: ~Copyable {
  private let before: Descriptor
  private let root: Descriptor
  private let place: Descriptor

  /// Leaves the mounts of the other processes for a copy of them.
  ///
  /// - Throws: EPERM for who is not root, EBUSY (call "unshare") when there are other threads, EINVAL where / is
  ///   no mount point, as in a chroot.
  public init() throws(SystemError) {
    self = try Self.begin()
  }

  private init(before: consuming Descriptor, root: consuming Descriptor, place: consuming Descriptor) {
    self.before = before
    self.root = root
    self.place = place
  }

  private static func begin() throws(SystemError) -> PrivateMounts {
    let before = Descriptor(taking: try open("/proc/self/ns/mnt", O_RDONLY))
    let root = Descriptor(taking: try open("/", Int32(truncatingIfNeeded: CLINUX_O_PATH)))
    let place = Descriptor(taking: try open(".", Int32(truncatingIfNeeded: CLINUX_O_PATH)))
    try enter()
    return PrivateMounts(before: before, root: root, place: place)
  }

  /// Stays in a copy of the mounts to the end of the process.
  public static func enter() throws(SystemError) {
    let threads = try Root().openDirectory("/proc/self/task").list().count
    guard threads == 1 else {
      throw SystemError(
        call: "unshare", errno: EBUSY, subject: "mounts of our own", detail: "there are \(threads) threads")
    }
    _ = try checked(clinux_own_mounts(), "unshare", "mounts of our own")
  }

  /// Back to the mounts of before. setns(2) changes the root and the working directory too.
  deinit {
    _ = clinux_join_mounts(before.raw)
    _ = clinux_go_to(root.raw)
    _ = clinux_take_as_root()
    _ = clinux_go_to(place.raw)
  }

  private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Int32 {
    try checked(clinux_open(path, flags), "open", path)
  }

  /// Mounts something for looking only: read-only, no program of it can run. In these mounts and nowhere else.
  ///
  /// - Parameters:
  ///   - data: the options of the file system, such as `noload`.
  ///   - directory: must exist.
  public borrowing func look(
    into device: String, type: String, data: String, at directory: String
  ) throws(SystemError) {
    let answer = clinux_mount(device, directory, type, CLINUX_MS_READ_ONLY_LOOK, data)
    _ = try checked(answer, "mount", device)
  }

  /// Shows a directory at another place too.
  public borrowing func bind(_ source: String, at directory: String) throws(SystemError) {
    _ = try checked(clinux_bind(source, directory), "mount", source)
  }

  /// An empty place in memory, made at a directory that exists.
  public borrowing func memory(at directory: String) throws(SystemError) {
    _ = try checked(clinux_mount("tmpfs", directory, "tmpfs", 0, "mode=0700"), "mount", directory)
  }

  /// Makes a directory, unless it is there.
  public borrowing func makeDirectory(_ path: String) throws(SystemError) {
    let answer = clinux_make_directory(AT_FDCWD, path, 0o755)
    if answer != -EEXIST { _ = try checked(answer, "mkdirat", path) }
  }
}
