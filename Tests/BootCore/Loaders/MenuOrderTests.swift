import BootCore
import Formats
import Testing

/// Entries in the order in which the menu must show them.
struct MenuRow: Sendable {
  var id: String
  var key: String?
  var version: String?
  var machine: String?
  var left: Int?

  init(_ id: String, key: String? = nil, version: String? = nil, machine: String? = nil, left: Int? = nil) {
    self.id = id
    self.key = key
    self.version = version
    self.machine = machine
    self.left = left
  }

  var entry: BootEntry? {
    guard let path = VolumePath(.esp, "/loader/entries/\(id)") else { return nil }
    return BootEntry(
      id: ByteText(id), path: path, version: version, sortKey: key, machineID: machine,
      counter: left.map { BootCounter(left: $0, done: 1) })
  }
}

@Suite struct MenuOrderTests {
  @Test(
    "the menu is sorted as the specification says",
    arguments: [
      [
        MenuRow("nixos-generation-10.conf"), MenuRow("nixos-generation-9.conf"),
        MenuRow("nixos-generation-1.conf"),
      ],
      [
        MenuRow("a.conf", key: "nixos", version: "Generation 10 x"),
        MenuRow("c.conf", key: "nixos", version: "Generation 9 x"),
        MenuRow("b.conf", key: "nixos", version: "Generation 1 x"),
      ],
      // A key comes before none, and keys go upwards, by bytes.
      [
        MenuRow("z.conf", key: "Arch"), MenuRow("y.conf", key: "arch"), MenuRow("x.conf", key: "nixos"),
        MenuRow("w.conf"),
      ],
      // Machines are kept together.
      [
        MenuRow("a.conf", key: "nixos", version: "1", machine: "aaaa"),
        MenuRow("b.conf", key: "nixos", version: "9", machine: "bbbb"),
      ],
      // What failed comes last, whatever its key.
      [
        MenuRow("old.conf"), MenuRow("new.conf", key: "a", version: "9", left: 0),
        MenuRow("zz.conf", left: 0),
      ],
      // One attempt is enough not to have failed.
      [
        MenuRow("b.conf", key: "nixos", version: "2", left: 1), MenuRow("a.conf", key: "nixos", version: "1"),
      ],
      // With equal versions the id decides, downwards.
      [
        MenuRow("nixos-generation-9.conf", key: "nixos", version: "1"),
        MenuRow("nixos-generation-9-specialisation-lts.conf", key: "nixos", version: "1"),
        MenuRow("nixos-generation-8.conf", key: "nixos", version: "1"),
      ],
      // No version is the oldest.
      [MenuRow("a.conf", key: "nixos", version: "0"), MenuRow("b.conf", key: "nixos")],
    ])
  func order(rows: [MenuRow]) {
    let entries = rows.compactMap(\.entry)
    #expect(MenuOrder.sorted(entries.reversed()).map(\.id.text) == rows.map(\.id))
    #expect(MenuOrder.sorted(entries).map(\.id.text) == rows.map(\.id))
  }
}
