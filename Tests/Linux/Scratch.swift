import Glibc
import Support

/// A directory of its own for one test, made with plain C calls so that a test does not use what it tests.
final class Scratch: Sendable {
  let path: String

  init(in place: String = "/tmp") {
    var template = Array("\(place)/lifeboot-linux-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("mkdtemp: errno \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = Program.run(["rm", "-rf", path]) }

  func at(_ inside: String) -> String { path + "/" + inside }

  func directory(_ inside: String) {
    var made = path
    for name in inside.split(separator: "/") {
      made += "/" + name
      mkdir(made, 0o755)
    }
  }

  func file(_ inside: String, _ bytes: [UInt8]) {
    let descriptor = open(at(inside), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if count <= 0 { fatalError("\(inside): errno \(errno)") }
      done += count
    }
    close(descriptor)
  }

  func file(_ inside: String, _ text: String) { file(inside, Array(text.utf8)) }
  func link(_ inside: String, to target: String) { symlink(target, at(inside)) }
  func fifo(_ inside: String) { mkfifo(at(inside), 0o644) }

  func text(_ inside: String) -> String? {
    Self.bytes(of: at(inside)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names in a directory, sorted.
  func names(_ inside: String = ".") -> [String] {
    guard let open = opendir(at(inside)) else { return [] }
    defer { closedir(open) }
    var names: [String] = []
    while let entry = readdir(open) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// What a symbolic link says.
  static func target(of link: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink(link, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func bytes(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer.prefix(count)
    }
  }
}
