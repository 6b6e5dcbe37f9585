import Glibc
import Linux

/// One recipe by its name on the command line.
struct Recipe {
  let name: String
  let arguments: [String]

  private func argument(_ index: Int) throws(SystemError) -> String {
    guard arguments.indices.contains(index) else {
      throw SystemError(call: "main", errno: EINVAL, subject: name, detail: "an argument is missing")
    }
    return arguments[index]
  }

  private func file(_ index: Int) throws(SystemError) -> FileName { FileName(try argument(index)) }
  private func bytes(_ index: Int) throws(SystemError) -> [UInt8] { Array(try argument(index).utf8) }

  /// - Returns: what the recipe says about how it was done.
  func perform(
    on directory: borrowing Directory, _ root: borrowing Root, _ lease: borrowing WriteLease
  ) throws(SystemError) -> String {
    switch name {
    case "create": try DurableFile.create(file(0), in: directory, bytes: bytes(1), lease)
    case "copy":
      let source = try root.openForReading(argument(1))
      try DurableFile.create(file(0), in: directory, copying: source, lease)
    case "remove": try DurableFile.remove(file(0), in: directory, lease)
    case "replace":
      return "\(try DurableFile.replace(file(0), in: directory, bytes: bytes(1), padding: 0x0A, lease))"
    case "clean":
      for item in try directory.list() where OwnedName.contains(item.name) {
        try DurableFile.remove(item.name, in: directory, lease)
      }
    case "recopy":
      let source = try root.openForReading(argument(1))
      try DurableFile.replace(file(0), in: directory, copying: source, lease)
    case "barrier": try DurableFile.barrier(on: directory, lease)
    case "mkdir": try DirectoryChange.makeDirectory(file(0), in: directory, lease)
    case "rmdir": try DirectoryChange.removeEmptyDirectory(file(0), in: directory, lease)
    case "symlink": try DirectoryChange.makeSymlink(file(0), to: argument(1), in: directory, lease)
    case "unsymlink": try DirectoryChange.removeSymlink(file(0), to: argument(1), in: directory, lease)
    case "append": try AppendLog(path: argument(0), limit: 64).append(argument(1), in: root, lease)
    case "hold-profile":
      let lock = try NixProfileLock(profile: argument(0), in: root, .untilFree, lease)
      // Two FIFOs say when: one is opened when the lock is held, the other when it may go.
      close(open(try argument(1), O_WRONLY))
      close(open(try argument(2), O_RDONLY))
      lock.release()
    default: try control(directory)
    }
    return "done"
  }

  /// What others do, and what a crash test must catch.
  private func control(_ directory: borrowing Directory) throws(SystemError) {
    let place = directory.path + "/"
    switch name {
    case "control-create", "control-replace":
      let descriptor = open(place + (try argument(0)) + ".tmp", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      let contents = try bytes(1)
      _ = write(descriptor, contents, contents.count)
      fsync(descriptor)
      rename(place + (try argument(0)) + ".tmp", place + (try argument(0)))
      syncDirectory(place)
    case "control-remove":
      unlink(place + (try argument(0)))
      syncDirectory(place)
    default: throw SystemError(call: "main", errno: EINVAL, subject: name, detail: "no such recipe")
    }
  }

  private func syncDirectory(_ place: String) {
    let descriptor = open(place, O_RDONLY | O_DIRECTORY)
    fsync(descriptor)
    close(descriptor)
  }
}
