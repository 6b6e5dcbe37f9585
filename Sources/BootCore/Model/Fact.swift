/// Something about the machine that can be looked up again right before and after a step.
public enum Fact: Sendable, Hashable {
  /// A regular file of that many bytes is there.
  case file(VolumePath, bytes: UInt64)
  case absent(VolumePath)
  case directory(VolumePath)
  /// A file has exactly these contents.
  case contents(VolumePath, [UInt8])
  /// A file has exactly the contents of a store file.
  case copy(VolumePath, of: StoreFile)
  /// The link is there and names its toplevel.
  case link(ProfileLink)
  case linkAbsent(ProfileLink)
  /// The profile's pointer does not name this link.
  case notCurrent(ProfileLink)
  /// None of these toplevels is booted or activated.
  case notRunning([String])
  case variable(LoaderVariable, String?)
  /// One of the firmware's own variables has exactly these contents; nil: it is not set.
  case bootVariable(BootVariable, [UInt8]?)
}
