import Testing

@testable import Linux

@Suite struct KernelLogTests {
  @Test(
    "a record gives level, time and text",
    arguments: [
      ("6,339,5140900,-;NET: Registered PF_INET6\n", 6, 5_140_900, "NET: Registered PF_INET6"),
      (
        "30,340,5690716,-,caller=T1;udevd[80]: starting\n SUBSYSTEM=acpi\n", 6, 5_690_716,
        "udevd[80]: starting"
      ),
      ("4,1,2,c;a;b", 4, 2, "a;b"),
    ] as [(String, Int, Int64, String)])
  func records(record: String, level: Int, time: Int64, text: String) throws {
    let message = try #require(KernelMessage(record: record))
    #expect(message.level == level && message.microseconds == time && message.text == text)
  }

  @Test("what is no record is passed over", arguments: ["", ";", "a,b,c;d", "1,2;x", "6,339,5140900,-"])
  func noise(record: String) { #expect(KernelMessage(record: record) == nil) }

  @Test("the kernel's log is read to its end, or is not there")
  func real() {
    guard let messages = KernelLog.messages(where: { _ in true }) else {
      print("skipped: /dev/kmsg cannot be read here")
      return
    }
    #expect(messages.allSatisfy { (0...7).contains($0.level) })
    #expect(KernelLog.messages { $0.text == "no such message" } == [])
  }
}
