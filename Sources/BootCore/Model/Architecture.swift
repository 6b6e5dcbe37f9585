import Formats

/// The processor that a boot loader or a kernel is for, in the names that UEFI gives files.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
  case ia32, x64, arm, aa64, riscv64, loongarch64

  /// From Nix's name of a system, `x86_64-linux`; nil for one that UEFI does not know.
  public init?(system: String) {
    switch system.split(separator: "-").first {
    case "x86_64": self = .x64
    case "i386", "i486", "i586", "i686": self = .ia32
    case "aarch64": self = .aa64
    case "armv6l", "armv7l", "armv7a": self = .arm
    case "riscv64": self = .riscv64
    case "loongarch64": self = .loongarch64
    default: return nil
    }
  }

  public init?(_ machine: PEHeader.Machine) {
    switch machine {
    case .ia32: self = .ia32
    case .x64: self = .x64
    case .arm: self = .arm
    case .aarch64: self = .aa64
    case .riscv64: self = .riscv64
    case .loongarch64: self = .loongarch64
    case .other: return nil
    }
  }

  /// What an ELF program for it says in `e_machine` (elf(5)).
  public var elfMachine: UInt16 {
    switch self {
    case .ia32: 3
    case .x64: 62
    case .arm: 40
    case .aa64: 183
    case .riscv64: 243
    case .loongarch64: 258
    }
  }

  /// The file that firmware starts from a disk without an entry (UEFI specification, section 3.5.1.1).
  public var fallbackPath: String { "/EFI/BOOT/BOOT\(rawValue.uppercased()).EFI" }

  /// What firmware of `bits` starts on this processor: x86 machines exist with firmware of half the width.
  public func firmware(bits: Int?) -> Architecture { self == .x64 && bits == 32 ? .ia32 : self }
}
