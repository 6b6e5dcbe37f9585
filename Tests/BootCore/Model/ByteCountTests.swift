import BootCore
import Testing

@Suite struct ByteCountTests {
  @Test(
    "numbers of bytes are told as people read them",
    arguments: [
      (0, "0 B"), (512, "512 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1 KiB"), (62 << 10, "62 KiB"),
      (1 << 20, "1 MiB"), (12_700_000, "12.1 MiB"), (100 << 20, "100 MiB"),
      ((100 << 20) + 600_000, "100 MiB"),
      (3 << 29, "1.5 GiB"), (1 << 40, "1 TiB"), (.max, "16777215 TiB"),
    ] as [(UInt64, String)])
  func text(bytes: UInt64, text: String) {
    #expect(ByteCount.text(bytes) == text)
  }
}
