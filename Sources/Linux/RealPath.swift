import CLinux
import Glibc

extension Root {
  /// The path of the same thing without symbolic links, inside this root; nil if nothing is there.
  ///
  /// It is worked out name by name, not asked from /proc, which need not be mounted.
  ///
  /// - Throws: ELOOP after forty links, as the kernel does; EILSEQ for a link that is not text.
  public func realPath(_ path: String) throws(SystemError) -> String? {
    var walk = Walk(to: path)
    guard path.utf8.first == 0x2F else {
      throw SystemError(call: "realpath", errno: EINVAL, subject: path)
    }
    while let next = walk.takeNext() {
      guard let target = try step(next, &walk) else { return nil }
      if case .link(let text) = target, !walk.follow(text) {
        throw SystemError(call: "realpath", errno: ELOOP, subject: shown(path))
      }
    }
    return walk.path
  }

  private enum Found {
    case place
    case link(String)
  }

  /// Looks at one more name and goes there if it is no link; nil if there is nothing, or no way on.
  private func step(_ name: String, _ walk: inout Walk) throws(SystemError) -> Found? {
    if name == ".." {
      walk.goUp()
      return .place
    }
    let candidate = walk.path(adding: name)
    do {
      let flags = CLINUX_O_PATH | UInt64(O_NOFOLLOW)
      let place = try descriptor.openInside(candidate, flags: flags, subject: shown(candidate))
      let kind = try place.status(subject: shown(candidate)).kind
      if kind == .symlink { return .link(try place.linkText(subject: shown(candidate))) }
      if kind != .directory && walk.hasMore { return nil }
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return nil }
      throw error
    }
    walk.go(to: name)
    return .place
  }
}

/// How far a path is resolved, and what is still ahead.
private struct Walk {
  private var done: [String] = []
  /// The next name is the last.
  private var ahead: [String]
  private var linksLeft = 40

  init(to path: String) { ahead = Self.names(of: path).reversed() }

  var hasMore: Bool { !ahead.isEmpty }
  var path: String { "/" + done.joined(separator: "/") }
  func path(adding name: String) -> String { done.isEmpty ? "/" + name : path + "/" + name }

  mutating func takeNext() -> String? { ahead.popLast() }
  mutating func go(to name: String) { done.append(name) }
  mutating func goUp() { _ = done.popLast() }

  /// False when there were too many links.
  mutating func follow(_ target: String) -> Bool {
    if linksLeft == 0 { return false }
    linksLeft -= 1
    if target.utf8.first == 0x2F { done = [] }
    ahead += Self.names(of: target).reversed()
    return true
  }

  private static func names(of path: String) -> [String] {
    path.utf8.split(separator: 0x2F).map { String(Substring($0)) }.filter { $0 != "." }
  }
}
