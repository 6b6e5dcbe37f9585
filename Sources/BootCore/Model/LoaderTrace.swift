import Formats

/// A file of a boot loader that lies outside of the boot volumes, such as `/boot/grub/grub.cfg` on the root file
/// system.
public struct LoaderTrace: Sendable, Hashable {
  /// As a path inside the root.
  public var path: String
  /// The same from where boot files would be mounted, `/grub/grub.cfg`.
  public var file: String
  /// The systems that it starts, as far as it is text.
  public var toplevels: Set<ByteText>

  public init(path: String, file: String, toplevels: Set<ByteText> = []) {
    self.path = path
    self.file = file
    self.toplevels = toplevels
  }
}
