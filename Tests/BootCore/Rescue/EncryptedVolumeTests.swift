import BootCore
import Testing

@Suite struct EncryptedVolumeTests {
  @Test func `crypttab names volumes, and swap with a new key at each boot is none`() {
    let volumes = EncryptedVolume.all(
      inCrypttab: """
        # name device key options
        root UUID=1 none luks,discard
        data\t/dev/disk/by-partlabel/data /persist/key header=/dev/sdb1
        swap /dev/sda3 /dev/urandom swap,cipher=aes
        """)
    #expect(volumes.map(\.name) == ["root", "data"])
    #expect(volumes.map(\.keyFile) == [nil, "/persist/key"] && volumes[1].header == "/dev/sdb1")
  }

  @Test func `the kernel's parameters and a generated configuration name volumes too`() {
    #expect(
      EncryptedVolume.all(inParameters: ["quiet", "rd.luks.name=abc=root"]) == [
        EncryptedVolume(name: "root", spec: "UUID=abc")
      ])
    let line = #"  boot.initrd.luks.devices."crypted".device = "/dev/disk/by-uuid/abc";"#
    #expect(
      EncryptedVolume.all(inConfiguration: "{\n\(line)\n}\n") == [
        EncryptedVolume(name: "crypted", spec: "/dev/disk/by-uuid/abc")
      ])
  }
}
