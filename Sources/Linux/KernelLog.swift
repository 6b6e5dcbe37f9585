import CLinux
import Glibc

/// One record of the kernel's log.
public struct KernelMessage: Hashable, Sendable {
  /// Severity of syslog(3): 0 emergency to 7 debug.
  public let level: Int
  /// Time since boot in microseconds.
  public let microseconds: Int64
  public let text: String

  /// Reads "6,339,5140900,-;text", with lines of " KEY=value" after it; the format is that of
  /// Documentation/ABI/testing/dev-kmsg of the kernel. Nil for what does not look like it.
  init?(record: String) {
    guard let semicolon = record.firstIndex(of: ";") else { return nil }
    let fields = record[..<semicolon].split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count >= 3, let priority = Int(fields[0]), let time = Int64(fields[2]) else { return nil }
    level = priority & 7
    microseconds = time
    text = String(record[record.index(after: semicolon)...].prefix { $0 != "\n" })
  }
}

/// The log of the running kernel since it was started, as far as its buffer still holds it.
public enum KernelLog {
  /// The records that a caller wants, oldest first; nil where the log cannot be read (containers, not root).
  public static func messages(where wanted: (KernelMessage) -> Bool) -> [KernelMessage]? {
    let raw = clinux_open("/dev/kmsg", O_RDONLY | O_NONBLOCK)
    guard raw >= 0 else { return nil }
    let device = Descriptor(taking: raw)
    var found: [KernelMessage] = []
    // A record has at most 8 KiB. One read gives one record; EAGAIN is the end.
    var buffer = [UInt8](repeating: 0, count: 8_192)
    while true {
      let count = clinux_read(device.raw, &buffer, buffer.count)
      // Records were overwritten while we read: go on with the oldest that is left.
      if count == -Int(EPIPE) || count == -Int(EINTR) { continue }
      guard count > 0 else { return found.isEmpty && count == -Int(EPERM) ? nil : found }
      let record = String(decoding: buffer.prefix(count), as: UTF8.self)
      if let message = KernelMessage(record: record), wanted(message) { found.append(message) }
    }
  }
}
