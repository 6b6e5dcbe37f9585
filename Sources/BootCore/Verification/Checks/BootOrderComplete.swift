/// The firmware's order names options that exist.
public enum BootOrderComplete: Check {
  public static let ids = ["boot-order-gap", "boot-order-broken"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let boot = context.snapshot.firmware.boot, let bytes = boot.orderBytes else { return [] }
    if !bytes.count.isMultiple(of: 2) {
      return [
        finding(
          "boot-order-broken", .warning,
          "it has an odd number of bytes, so firmware may ignore it and start whatever it finds first",
          Remedy(.repair))
      ]
    }
    let known = Set(boot.options.map(\.number))
    let missing = boot.order.filter { !known.contains($0) }
    guard !missing.isEmpty, boot.unreadable.isEmpty else { return [] }
    let names = missing.map(\.description).joined(separator: ", ")
    return [
      finding(
        "boot-order-gap", .info, "it names \(names), for which there is no option; firmware passes over them",
        Remedy(
          .firmware(["-o", boot.order.filter(known.contains).map(\.description).joined(separator: ",")])
        ).unless("it does not bother you"))
    ]
  }

  private static func finding(
    _ id: String, _ severity: Severity, _ message: String, _ remedy: Remedy
  ) -> Finding {
    Finding(id: id, severity: severity, subject: "BootOrder", message: message, remedy: remedy)
  }
}
