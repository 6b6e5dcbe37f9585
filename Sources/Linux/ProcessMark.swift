import CLinux
import Glibc

/// A process, told from a later one of the same number by when it began.
public struct ProcessIdentity: Hashable, Sendable, Codable {
  public let process: Int32
  /// In ticks since the machine was started.
  public let started: UInt64

  public init(process: Int32, started: UInt64) {
    self.process = process
    self.started = started
  }

  /// This process; nil where /proc does not tell.
  public static var own: ProcessIdentity? {
    guard let root = try? Root() else { return nil }
    return of(getpid(), root)
  }

  /// It has not ended yet.
  public var isAlive: Bool {
    guard let root = try? Root() else { return false }
    return Self.of(process, root) == self
  }

  static func of(_ process: Int32, _ root: borrowing Root) -> ProcessIdentity? {
    guard let line = (try? root.line("/proc/\(process)/stat")) ?? nil, let end = line.lastIndex(of: ")")
    else {
      return nil
    }
    // Behind the name, which can hold anything: the state, which is Z when nobody waited for it yet, and so on.
    let fields = line[line.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", let started = UInt64(fields[19]) else { return nil }
    return ProcessIdentity(process: process, started: started)
  }
}

/// A process that was started with a certain variable in its environment, or by one that was.
public struct MarkedProcess: Hashable, Sendable, CustomStringConvertible {
  public let process: Int32
  public let name: String

  /// "cryptsetup (process 4711)"
  public var description: String { "\(name) (process \(process))" }

  /// Lets others go on for a moment.
  public static func pause(milliseconds: Int32) { _ = clinux_wait_readable(-1, -1, milliseconds) }

  /// Those for which the variable has such a value; not this one.
  public static func all(
    _ variable: String, where isMeant: (String) -> Bool
  ) -> [MarkedProcess] {
    guard let root = try? Root(), let items = try? root.openDirectory("/proc").list() else { return [] }
    let prefix = variable + "="
    return items.compactMap { Int32($0.name.text) }.sorted().filter { $0 != getpid() }.compactMap { process in
      let bytes = (try? root.readFile("/proc/\(process)/environ", limit: 4 << 20)) ?? []
      let settings = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      guard let value = settings.last(where: { $0.hasPrefix(prefix) })?.dropFirst(prefix.utf8.count),
        isMeant(String(value)), ProcessIdentity.of(process, root) != nil
      else { return nil }
      let name = (try? root.line("/proc/\(process)/comm")) ?? nil
      return MarkedProcess(process: process, name: name ?? "a program")
    }
  }
}
