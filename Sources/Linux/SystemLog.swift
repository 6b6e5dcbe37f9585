import CLinux
import Glibc

/// The machine's log: the journal if it listens, else syslog.
public struct SystemLog: Sendable {
  /// Severities of syslog(3) that we use.
  public enum Priority: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
  }

  private let identifier: String
  private let journalSocket: String
  private let syslogSocket: String

  /// - Parameters:
  ///   - identifier: what `journalctl -t` finds the messages by.
  ///   - journalSocket, syslogSocket: other places than the usual, for tests.
  public init(
    identifier: String, journalSocket: String = "/run/systemd/journal/socket",
    syslogSocket: String = "/dev/log"
  ) {
    self.identifier = identifier
    self.journalSocket = journalSocket
    self.syslogSocket = syslogSocket
  }

  /// Sends one message.
  ///
  /// - Parameter fields: further fields for the journal, names of A-Z, 0-9 and _ (others are left out); a
  ///   plain syslog does not get them.
  /// - Returns: whether a log took it. Nobody needs to listen: that is no error.
  @discardableResult
  public func send(_ message: String, _ priority: Priority, fields: [(name: String, value: String)] = [])
    -> Bool
  {
    let entry = journalEntry(message, priority, fields)
    if clinux_send_datagram(journalSocket, entry, entry.count) == 0 { return true }
    // Facility 3, system daemons. RFC 3164 without the time stamp, as syslog(3) sends it to a local socket.
    let line = Array(
      "<\(3 * 8 + priority.rawValue)>\(identifier)[\(getpid())]: \(Self.oneLine(message))".utf8)
    return clinux_send_datagram(syslogSocket, line, line.count) == 0
  }

  /// The native protocol: NAME=value and a line end; a value with line ends has its length in front
  /// (systemd.io/JOURNAL_NATIVE_PROTOCOL).
  private func journalEntry(
    _ message: String, _ priority: Priority, _ fields: [(name: String, value: String)]
  ) -> [UInt8] {
    let all =
      [
        (name: "MESSAGE", value: message), (name: "PRIORITY", value: String(priority.rawValue)),
        (name: "SYSLOG_IDENTIFIER", value: identifier),
      ] + fields.filter { Self.isFieldName($0.name) }
    return all.reduce(into: []) { entry, field in
      entry += Array(field.name.utf8)
      if field.value.utf8.contains(0x0A) {
        let length = UInt64(field.value.utf8.count)
        entry += [0x0A] + (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
      } else {
        entry.append(0x3D)
      }
      entry += Array(field.value.utf8) + [0x0A]
    }
  }

  private static func isFieldName(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
    let isLetter = (0x41...0x5A).contains(first)
    return isLetter
      && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
  }

  private static func oneLine(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 == 0x0A || $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
  }
}
