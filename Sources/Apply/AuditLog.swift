import BootCore
import FoundationEssentials
import Linux

/// Says to the journal and to a file what was removed and why, so that "what removed generation 41"
/// has an answer months later.
///
/// A record that cannot be written stops nothing: the machine's ability to boot comes first.
public final class AuditLog {
  /// Lines of JSON, put away as `.1` at a mebibyte.
  public static let path = "/var/log/lifeboot.jsonl"

  /// Why the file does not tell all that was done; nil while it does.
  public private(set) var problem: String?

  private let file = AppendLog(path: AuditLog.path)
  private let log = SystemLog(identifier: "lifeboot")
  private let command: String
  /// RFC 3339 in UTC, given because this module asks no clock of its own.
  private let time: @Sendable () -> String

  /// - Parameter command: what the user ran, for instance `prune --keep-last 3`.
  public init(command: String, time: @escaping @Sendable () -> String) {
    self.command = command
    self.time = time
  }

  private struct Record: Encodable {
    var time: String
    var command: String
    var action: String
    var subject: String
    var toplevel: String?
    var because: String
  }

  func record(_ step: PlannedStep, in root: borrowing Root, _ lease: borrowing WriteLease) {
    let record = Record(
      time: time(), command: command, action: step.step.action, subject: step.step.subject,
      toplevel: step.step.link?.id.toplevel, because: step.because)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let line = try encoder.encode(record)
      try file.append(String(decoding: line, as: UTF8.self), in: root, lease)
    } catch {
      problem = problem ?? (error as? SystemError)?.saying ?? "\(error)"
    }
    // The journal belongs to the running system, so only its own changes are told there.
    guard root.path == "/" else { return }
    _ = log.send(
      "\(record.action) \(record.subject): \(record.because)", .notice,
      fields: [("LIFEBOOT_ACTION", record.action), ("LIFEBOOT_SUBJECT", record.subject)])
  }
}
