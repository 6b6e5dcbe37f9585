import BootCore

extension MachineLayout {
  /// loader.conf as the era's installer writes it (nixos-boot-facts 3.2.5).
  func loaderConf() -> String {
    let chosen = defaultGeneration()
    let era = chosen?.era ?? machine.era
    let isCounting = machine.generations.contains { $0.counter != nil }
    var lines = ["timeout 5"]
    if case .text(let text) = machine.loaderDefault {
      lines.append("default \(text)")
    } else if let chosen {
      let id = EntryLayout(machine: machine, generation: chosen).entries.first?.id ?? ""
      lines += era == .d && isCounting ? ["preferred \(id)", "default nixos-*"] : ["default \(id)"]
    } else if era == .d {
      lines.append("default nixos-*")
    }
    return (lines + ["console-mode keep"]).joined(separator: "\n") + "\n"
  }

  private func defaultGeneration() -> SketchedGeneration? {
    switch machine.loaderDefault {
    case .none, .text: return nil
    case .generation(let number, let profile):
      return machine.generations.last {
        $0.number == number && $0.profile == profile && !$0.isOther
      }
    case .newest:
      let installed = machine.generations.filter {
        $0.isInstalled && $0.link == .linked && !$0.isOther && $0.profile == "system"
      }
      return installed.max { $0.number < $1.number }
    }
  }
}
