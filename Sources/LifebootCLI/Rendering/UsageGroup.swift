import BootCore

/// The parts of a usage bar: classes of files that mean the same to somebody who looks for room.
enum UsageGroup: Sendable, Hashable, CaseIterable {
  case kernels, initrds, images, entries, loader, leftovers, foreign, other, unaccounted, free

  init(_ kind: FileClass) {
    switch kind {
    case .kernel, .devicetree: self = .kernels
    case .initrd, .secrets: self = .initrds
    case .uki: self = .images
    case .entry, .config, .marker: self = .entries
    case .loader: self = .loader
    case .orphan, .temporary: self = .leftovers
    case .foreign: self = .foreign
    case .unknown, .directory: self = .other
    }
  }

  var tone: Tone {
    switch self {
    case .kernels: .kernel
    case .initrds: .initrd
    case .images: .image
    case .entries: .entry
    case .loader: .loader
    case .leftovers: .orphan
    case .foreign: .foreign
    case .other, .unaccounted: .other
    case .free: .free
    }
  }

  /// Told apart without colours too.
  func glyph(isUnicode: Bool) -> Character {
    switch self {
    case .kernels: isUnicode ? "█" : "K"
    case .initrds: isUnicode ? "▓" : "I"
    case .images: isUnicode ? "▚" : "U"
    case .entries: isUnicode ? "▪" : "e"
    case .loader: isUnicode ? "▒" : "L"
    case .leftovers: isUnicode ? "×" : "x"
    case .foreign: isUnicode ? "░" : "F"
    case .other: isUnicode ? "○" : "o"
    case .unaccounted: "?"
    case .free: isUnicode ? "·" : "."
    }
  }

  /// `4 kernels`, or only the name where a number says nothing.
  func title(files: Int) -> String {
    switch self {
    case .kernels: files == 1 ? "1 kernel" : "\(files) kernels"
    case .initrds: files == 1 ? "1 initrd" : "\(files) initrds"
    case .images: files == 1 ? "1 UKI" : "\(files) UKIs"
    case .entries: "entries"
    case .loader: "loader"
    case .leftovers: files == 1 ? "1 leftover" : "\(files) leftovers"
    case .foreign: "foreign"
    case .other: "other"
    case .unaccounted: "unaccounted"
    case .free: "free"
    }
  }
}
