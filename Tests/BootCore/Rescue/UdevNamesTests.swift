import BootCore
import Testing

@Suite struct UdevNamesTests {
  @Test(
    "a disk has the names that udev would give it",
    arguments: [
      (
        DiskHardware(
          name: "vda", place: "/sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda", serial: "disk"),
        ["by-id/virtio-disk", "by-path/pci-0000:00:04.0", "by-path/virtio-pci-0000:00:04.0"]
      ),
      (
        DiskHardware(
          name: "nvme0n1", place: "/sys/devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1",
          serial: "S4EWNX0R1  ", model: "Samsung SSD 970 EVO Plus 1TB   ", worldWideID: "eui.0025385b01"),
        [
          "by-id/nvme-Samsung_SSD_970_EVO_Plus_1TB_S4EWNX0R1",
          "by-id/nvme-Samsung_SSD_970_EVO_Plus_1TB_S4EWNX0R1_1", "by-id/nvme-eui.0025385b01",
          "by-path/pci-0000:03:00.0-nvme-1",
        ]
      ),
      (
        DiskHardware(
          name: "sda",
          place: "/sys/devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda",
          worldWideID: "naa.5002538d40"),
        ["by-id/wwn-0x5002538d40", "by-path/pci-0000:00:1f.2-ata-3", "by-path/pci-0000:00:1f.2-ata-3.0"]
      ),
      (
        DiskHardware(
          name: "sdb", place: "/sys/devices/virtual/block/sdb",
          worldWideID: "t10.ATA     Samsung SSD 850 EVO 250GB               S21PNSAG        "),
        ["by-id/ata-Samsung_SSD_850_EVO_250GB_S21PNSAG"]
      ),
    ])
  func disk(hardware: DiskHardware, names: [String]) {
    #expect(UdevNames.links(hardware) == names.map { "/dev/disk/" + $0 })
    #expect(UdevNames.links(hardware, partition: 2) == names.map { "/dev/disk/\($0)-part2" })
  }

  @Test func `a disk that says nothing of itself has no such name`() {
    #expect(UdevNames.links(DiskHardware(name: "vda", place: "/sys/devices/virtual/block/vda")) == [])
  }
}
