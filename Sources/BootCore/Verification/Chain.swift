import Formats

/// One link of the way from power-on to the first program of the system.
public struct ChainLink: Sendable, Hashable {
  /// What kind of link it is, in words that scripts can rely on.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case firmware, option, partition, loader, fallback, volume, `default`, entry, kernel, initrd, devicetree,
      uki
    case initProgram = "init"
  }

  public enum State: Sendable, Hashable {
    case holds, broken
    /// It could not be looked at, or there is nothing to hold it against.
    case unknown
  }

  public var kind: Kind
  public var subject: String
  public var state: State
  /// What was seen, in words.
  public var detail: String
  /// What this link leads to.
  public var next: [ChainLink]

  public init(
    _ kind: Kind, _ subject: String, _ state: State, _ detail: String, next: [ChainLink] = []
  ) {
    self.kind = kind
    self.subject = subject
    self.state = state
    self.detail = detail
    self.next = next
  }

  /// This link and all that follow from it, in the order of the way.
  public var flattened: [ChainLink] { [self] + next.flatMap(\.flattened) }
}

/// The whole way that the next boot takes, followed as firmware and loader will follow it, and beside it what else the
/// menu offers.
public struct Chain: Sendable, Hashable {
  /// The way of the next boot; each link leads to the next.
  public let links: [ChainLink]

  public init(_ context: CheckContext) {
    let menu = MenuChain(context)
    guard context.map.machine.isKnown else {
      // The way leads through another loader's menu.
      links = menu.volumes
      return
    }
    let firmware = FirmwareChain(context)
    links =
      [firmware.link(to: menu.nextBoot)] + firmware.others + [firmware.fallback].compactMap(\.self)
      + menu.volumes + menu.others
  }

  /// All links in one list, in the order of the way.
  public var flattened: [ChainLink] { links.flatMap(\.flattened) }
}
