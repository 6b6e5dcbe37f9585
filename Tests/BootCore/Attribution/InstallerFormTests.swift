import BootCore
import Formats
import Support
import Testing

@Suite struct InstallerFormTests {
  private func form(_ text: String) throws -> InstallerForm {
    let snapshot = try MachineSketch(text).snapshot
    return InstallerForm(snapshot, map: Attribution.attribute(snapshot, loader: SystemdBoot()))
  }

  static let cases: [(String, [InstallerEra], Bool)] = [
    ("installer D\ngeneration 42", [.collectsFirst], true),
    ("installer C\nera D\ngeneration 42", [.removesStaleFirst], false),
    ("era D\ngeneration 41\ngeneration 42 kernel b", [.collectsFirst, .collectsLast], true),
    ("era B\ngeneration 42", [.removesStaleFirst, .wipesFirst], false),
    ("generation 42 uninstalled", [.removesStaleFirst, .collectsFirst, .collectsLast], false),
    // The current generation's entry is the newest that was written.
    ("generation 41 era D\ngeneration 42 kernel b", [.removesStaleFirst, .wipesFirst], false),
    ("generation 41 era C\ngeneration 42 kernel b era D", [.collectsFirst, .collectsLast], true),
    ("generation 41 era D\ngeneration 42 kernel b uninstalled", [.collectsFirst, .collectsLast], true),
    // Without one the older installer must have run last, since the newer one takes its entries away.
    (
      "generation 40 era D\ngeneration 41 kernel b\ngeneration 42 kernel c uninstalled",
      [.removesStaleFirst, .wipesFirst], false
    ),
    // What is damaged still says by its name who wrote it.
    ("era D\ngeneration 42\nother 7", [.collectsFirst, .collectsLast], true),
  ]

  @Test("the era is the installer's own, else that of what it wrote", arguments: cases)
  func era(text: String, eras: [InstallerEra], isHashed: Bool) throws {
    let form = try form(text)
    #expect(form.eras == eras)
    #expect(form.isHashed == isHashed)
  }
}
