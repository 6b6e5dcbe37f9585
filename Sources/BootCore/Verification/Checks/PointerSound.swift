/// Every profile's pointer names one of its generations, as Nix itself writes it.
public enum PointerSound: Check {
  public static let ids = ["pointer-missing", "pointer-odd", "pointer-dangling", "link-odd"]

  public static func check(_ context: CheckContext) -> [Finding] {
    if GenerationsPresent.areGone(context.snapshot) { return [] }
    return context.snapshot.profiles.compactMap(finding) + context.snapshot.profiles.flatMap(strays)
  }

  private static func strays(_ profile: Profile) -> [Finding] {
    profile.strays.map { stray in
      Finding(
        id: "link-odd", severity: .warning, subject: "\(profile.directory)/\(stray)",
        message: "Nix reads this name as a generation link, but it is not exactly one: it stops all pruning",
        remedy: profile.settingAside(stray))
    }
  }

  private static func finding(_ profile: Profile) -> Finding? {
    let link = "\(profile.directory)/\(profile.name)"
    func finding(_ id: String, _ message: String) -> Finding {
      Finding(
        id: id, severity: .warning, subject: link, message: message,
        remedy: profile.pointing)
    }
    switch profile.pointer {
    case .generation(let number):
      return profile.current == nil
        ? finding("pointer-dangling", "it points at generation \(number), which does not exist") : nil
    case .missing:
      return finding("pointer-missing", "it is missing: nix-collect-garbage -d would delete every generation")
    case .odd(let text):
      return finding(
        "pointer-odd",
        "it points at \"\(text)\", not at a link beside it: nix-collect-garbage -d would delete every generation"
      )
    }
  }
}
