import BootCore
import Testing

@Suite struct HardwareConfigurationTests {
  private func luks(_ name: String, _ device: String = "/dev/disk/by-uuid/1") -> String {
    "{\n  boot.initrd.luks.devices.\"\(name)\".device = \"\(device)\";\n}\n"
  }

  @Test func `a LUKS volume keeps the name that the old file has for it`() {
    let kept = HardwareConfiguration(old: luks("root"), generated: luks("lifeboot-sda2"))
    #expect(kept.new == luks("root") && kept.remarks.isEmpty && kept.difference.isEmpty)
    let other = HardwareConfiguration(
      old: luks("root"), generated: luks("lifeboot-sda2", "/dev/disk/by-uuid/2"))
    #expect(other.new.contains("lifeboot-sda2") && other.remarks.count == 1)
  }

  @Test func `swap that is lost is said`() {
    let old = "{ swapDevices = [ { device = \"/dev/disk/by-uuid/1\"; } ]; }"
    #expect(HardwareConfiguration(old: old, generated: "{ swapDevices = [ ]; }").remarks.count == 1)
    #expect(HardwareConfiguration(old: "{ }", generated: "{ swapDevices = [ ]; }").remarks.isEmpty)
    #expect(HardwareConfiguration(old: nil, generated: "{ swapDevices = [ ]; }").remarks.isEmpty)
  }
}
