import Linux
import Testing

@Suite struct BlockNodeTests {
  /// As the kernel lays /sys out: a partition below its disk, and what was made from it as links.
  private func machine() -> Scratch {
    let scratch = Scratch()
    func device(_ place: String, _ files: [String: String]) {
      scratch.directory("sys/devices/\(place)/holders")
      scratch.directory("sys/devices/\(place)/slaves")
      for (name, text) in files { scratch.file("sys/devices/\(place)/\(name)", text) }
    }
    scratch.directory("sys/class/block")
    device("sda", ["dev": "8:0\n", "size": "100\n"])
    device("sda/sda1", ["dev": "8:1\n", "size": "50\n", "partition": "1\n"])
    scratch.directory("sys/devices/dm-0/dm")
    device("dm-0", ["dev": "254:0\n", "size": "48\n", "dm/name": "vg-a--b\n", "dm/uuid": "LVM-x\n"])
    scratch.directory("sys/devices/md0/md")
    device("md0", ["dev": "9:0\n", "size": "20\n", "md/degraded": "1\n"])
    device("loop0", ["dev": "7:0\n", "size": "0\n"])
    device("sr0", ["dev": "11:0\n", "size": "9\n"])
    device("odd", ["dev": "x\n", "size": "9\n"])
    scratch.directory("sys/devices/sda/sda1/holders/dm-0")
    scratch.directory("sys/devices/dm-0/slaves/sda1")
    for (name, place) in [
      ("sda", "sda"), ("sda1", "sda/sda1"), ("dm-0", "dm-0"), ("md0", "md0"), ("loop0", "loop0"),
      ("sr0", "sr0"),
      ("odd", "odd"), ("gone", "gone"),
    ] { scratch.link("sys/class/block/\(name)", to: "../../devices/\(place)") }
    return scratch
  }

  @Test func `devices are known with what is above and below them`() throws {
    let scratch = machine()
    let nodes = try BlockNode.all(in: Root(at: scratch.path))
    #expect(nodes.map(\.name) == ["dm-0", "md0", "sda", "sda1"])
    #expect(nodes.map(\.path) == ["/dev/mapper/vg-a--b", "/dev/md0", "/dev/sda", "/dev/sda1"])
    #expect(nodes[3].disk == "sda" && nodes[3].partition == 1 && nodes[3].holders == ["dm-0"])
    #expect(nodes[0].slaves == ["sda1"] && nodes[0].mapperID == "LVM-x" && nodes[0].bytes == 48 * 512)
    #expect(nodes[1].missingMembers == 1)
  }

  @Test func `a machine without block devices has none`() throws {
    let scratch = Scratch()
    #expect(try BlockNode.all(in: Root(at: scratch.path)) == [])
  }
}
