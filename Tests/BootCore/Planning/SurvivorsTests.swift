import BootCore
import Support
import Testing

@Suite struct SurvivorsTests {
  @Test(
    "the bytes are compared of two systems that stay, and of what the next boot takes",
    arguments: [
      ("generation 42 kernel c", [41, 42]),
      // The same system under another link is no second one.
      ("generation 42 kernel c\ngeneration 43 as 42", [41, 42]),
      ("generation 42 kernel c\ndefault = nixos-generation-39.conf", [39, 41, 42]),
      // One that does not boot is no way back, and the next boot takes it.
      ("generation 42 kernel c dangling", [40, 41, 42]),
    ])
  func compared(newest: String, numbers: [UInt64]) throws {
    let sketch = try MachineSketch(
      """
      policy last 9
      generation 39 kernel z
      generation 40 kernel a
      generation 41 kernel b
      \(newest)
      """)
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    let files = Survivors.files(map, verdict: sketch.outcome().proposal.verdict)
    let wanted = map.entries.filter { entry in
      numbers.contains { entry.entry.id.text == "nixos-generation-\($0).conf" }
    }
    #expect(wanted.count == numbers.count)
    #expect(files == Set(wanted.flatMap(\.entry.uses).compactMap(\.path)))
  }
}
