import Formats

/// What an EFI program on a boot volume, or in the store, says of itself.
public struct ProgramFacts: Sendable, Hashable {
  /// The head of a PE image.
  public struct Head: Sendable, Hashable {
    public var machine: PEHeader.Machine
    /// Firmware starts it as a program, not as a driver.
    public var isApplication: Bool
    /// Bytes that the file must have to be whole.
    public var declaredBytes: UInt64
    /// It carries a signature for Secure Boot; whose is not looked at.
    public var isSigned: Bool

    public init(
      machine: PEHeader.Machine, isApplication: Bool = true, declaredBytes: UInt64, isSigned: Bool = false
    ) {
      self.machine = machine
      self.isApplication = isApplication
      self.declaredBytes = declaredBytes
      self.isSigned = isSigned
    }
  }

  public enum Image: Sendable, Hashable {
    case program(Head)
    /// No firmware can start this.
    case other(why: String)
    case unreadable(why: String)
  }

  public var image: Image
  public var product: LoaderBinary.Product?
  public var version: String?
  /// SHA-256 of the whole file in small hexadecimal digits; nil for a large file.
  public var digest: String?
  /// It does not say what it is, and most of its bytes are those of a copy of the boot loader in the store.
  public var isLikeSource = false

  public init(
    _ image: Image, product: LoaderBinary.Product? = nil, version: String? = nil, digest: String? = nil
  ) {
    self.image = image
    self.product = product
    self.version = version
    self.digest = digest
  }

  public var head: Head? {
    switch image {
    case .program(let head): head
    case .other, .unreadable: nil
    }
  }

  /// `systemd-boot 257.9`, or what else is known.
  public var name: String {
    let product = product.map(Self.name)
    return [product ?? "an unknown program", version].compactMap(\.self).joined(separator: " ")
  }

  private static func name(_ product: LoaderBinary.Product) -> String {
    switch product {
    case .systemdBoot: "systemd-boot"
    case .systemdStub: "a unified kernel image"
    case .shim: "shim"
    case .grub: "GRUB"
    case .limine: "Limine"
    case .refind: "rEFInd"
    }
  }
}

/// A copy of the boot loader in the store, from which the one on the ESP can be made anew.
public struct LoaderSource: Sendable, Hashable {
  public var file: StoreFile
  public var facts: ProgramFacts
  public var architecture: Architecture

  public init(file: StoreFile, facts: ProgramFacts, architecture: Architecture) {
    self.file = file
    self.facts = facts
    self.architecture = architecture
  }
}

/// What a kernel on a boot volume says of itself in its head.
public enum KernelFacts: Sendable, Hashable {
  /// `machine` is nil for a kernel without an EFI head, which no EFI loader starts.
  case kernel(machine: PEHeader.Machine?, declaredBytes: UInt64?, version: String?)
  /// Neither a kernel nor an EFI program.
  case other(why: String)
  case unreadable(why: String)
}
