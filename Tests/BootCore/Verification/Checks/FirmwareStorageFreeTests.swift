import BootCore
import Support
import Testing

@Suite struct FirmwareStorageFreeTests {
  @Test(
    "little room is a warning, dumps are worth knowing, and no answer is none",
    arguments: [
      (nil, 0, []), (64 << 10, 0, []), (8 << 10, 0, []), (8191, 0, ["nvram-low"]),
      (64 << 10, 3, ["nvram-dumps"]), (0, 3, ["nvram-low", "nvram-dumps"]),
    ] as [(UInt64?, Int, [String])])
  func room(free: UInt64?, dumps: Int, ids: [String]) throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.storage = free.map {
      VariableStorage(totalBytes: 128 << 10, freeBytes: $0)
    }
    machine.snapshot.firmware.boot?.dumps = dumps
    #expect(FirmwareStorageFree.check(machine.context).map(\.id) == ids)
  }
}
