import Glibc
import Linux
import Testing

/// A log daemon that keeps what it was sent.
private final class Listener {
  private let descriptor: Int32

  init(at path: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if bound != 0 { fatalError("bind \(path): errno \(errno)") }
  }

  deinit { close(descriptor) }

  func next() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return Array(buffer.prefix(max(0, count)))
  }
}

@Suite struct SystemLogTests {
  private let scratch = Scratch()
  private var log: SystemLog {
    SystemLog(
      identifier: "lifeboot", journalSocket: scratch.at("journal"), syslogSocket: scratch.at("syslog"))
  }

  @Test("the journal gets a message with its fields, a value of several lines with its length")
  func journal() {
    let listener = Listener(at: scratch.at("journal"))
    let fields = [
      (name: "LIFEBOOT_GENERATION", value: "41"), (name: "not a field", value: "x"),
      (name: "LIFEBOOT_WHY", value: "a\nb"),
    ]
    #expect(log.send("removed", .notice, fields: fields))
    let head =
      "MESSAGE=removed\nPRIORITY=5\nSYSLOG_IDENTIFIER=lifeboot\nLIFEBOOT_GENERATION=41\nLIFEBOOT_WHY\n"
    #expect(listener.next() == Array(head.utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\n".utf8))
  }

  @Test("without a journal syslog gets one line")
  func syslog() {
    let listener = Listener(at: scratch.at("syslog"))
    #expect(log.send("removed\ntwo", .error))
    #expect(String(decoding: listener.next(), as: UTF8.self) == "<27>lifeboot[\(getpid())]: removed two")
  }

  @Test("without any log nothing happens")
  func silent() {
    #expect(!log.send("removed", .info))
    let far = SystemLog(identifier: "x", journalSocket: String(repeating: "/x", count: 200), syslogSocket: "")
    #expect(!far.send("removed", .info))
  }
}
