/// A swap area of a system that is no device of its own: a file, or what `resume_offset=` points at.
public struct SwapArea: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// It holds the memory of a system that sleeps.
    case sleeping
    case awake
    /// It could not be looked at, and why.
    case unknown(String)
  }

  /// What a user calls it: the path in the system, or the kernel's parameters.
  public var name: String
  /// The device that it is on, where known.
  public var device: String?
  public var state: State

  public init(name: String, device: String? = nil, state: State) {
    self.name = name
    self.device = device
    self.state = state
  }
}
