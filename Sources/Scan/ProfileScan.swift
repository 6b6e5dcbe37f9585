import BootCore
import Formats
import Linux

/// Reads all system profiles: their pointers, their generation links, and what lies behind them.
public enum ProfileScan {
  static let directory = "/nix/var/nix/profiles"

  /// The default profile first. Profiles without a single generation are left out, but for a default profile whose
  /// pointer is still there.
  static func profiles(
    _ depth: ScanDepth, in root: borrowing Root, _ misread: inout [Misreading]
  ) throws(ScanError) -> [Profile] {
    var reader = ToplevelReader(depth)
    var profiles: [Profile] = []
    do throws(SystemError) {
      let main = try root.openDirectory(directory)
      if let system = try profile(.system, directory, try main.list(), main, &reader, root) {
        profiles.append(system)
      }
      profiles += try others(&reader, root, &misread)
    } catch {
      throw ScanError(
        subject: root.shown(directory),
        message: error.isAbsent ? "\(error.meaning): this is no NixOS system" : error.meaning,
        remedy: error.isAbsent ? Scanner.noSystem : .person(error.advice ?? "run this again as root"))
    }
    return profiles
  }

  /// What users call the generations: `41`, and `work/3` for other profiles. Reads names only; empty
  /// where they cannot be read.
  public static func generationNames(root path: String) -> [String] {
    guard let root = try? Root(at: path) else { return [] }
    var names: [String] = []
    if let items = try? root.openDirectory(directory).list() {
      names += items.compactMap { GenerationLinkName($0.name.text, profile: "system") }.map { "\($0.number)" }
    }
    guard let items = try? root.openDirectory(directory + "/system-profiles").list() else { return names }
    for item in items {
      let profile = profileName(of: item.name.text)
      guard let link = GenerationLinkName(item.name.text, profile: profile) else { continue }
      names.append("\(profile)/\(link.number)")
    }
    return names
  }

  private static func others(
    _ reader: inout ToplevelReader, _ root: borrowing Root, _ misread: inout [Misreading]
  ) throws(SystemError) -> [Profile] {
    let path = directory + "/system-profiles"
    guard try root.status(path, followingLinks: true)?.kind == .directory else { return [] }
    let directory = try root.openDirectory(path)
    let items = try directory.list()
    // A profile that lost its pointer still has links: their names tell it.
    var names: Set<ByteText> = []
    for item in items where item.kind == .symlink {
      guard item.name.isUTF8 else {
        misread.append(
          Misreading(
            path: "\(path)/\(item.name.text)", why: "its name is no text, so its generations are not seen",
            remedy: .person("give the profile another name")))
        continue
      }
      names.insert(ByteText(profileName(of: item.name.text)))
    }
    var profiles: [Profile] = []
    for name in names.sorted() {
      if let found = try profile(ProfileName(name.text), path, items, directory, &reader, root) {
        profiles.append(found)
      }
    }
    return profiles
  }

  /// `work` for `work` and for `work-3-link`.
  private static func profileName(of link: String) -> String {
    guard link.utf8.hasSuffix("-link") else { return link }
    let stem = link.utf8.dropLast("-link".utf8.count)
    guard let dash = stem.lastIndex(of: UInt8(ascii: "-")) else { return link }
    let name = String(Substring(stem[..<dash]))
    return GenerationLinkName(link, profile: name) == nil ? link : name
  }

  private static func profile(
    _ name: ProfileName, _ path: String, _ items: [DirectoryItem], _ directory: borrowing Directory,
    _ reader: inout ToplevelReader, _ root: borrowing Root
  ) throws(SystemError) -> Profile? {
    var profile = Profile(name: name, directory: path, pointer: .missing, generations: [])
    for item in items {
      let text = item.name.text
      if ByteText.equal(text, name.text) && item.name.isUTF8 && item.kind == .symlink {
        // A link that went since the names were listed is one that is not there.
        let target = try ifThere { () throws(SystemError) in try directory.readLink(item.name) }
        if let target { profile.pointer = pointer(target, name) }
      }
      guard let link = GenerationLinkName(text, profile: name.text) else { continue }
      guard link.isExact, item.name.isUTF8, item.kind == .symlink else {
        profile.strays.append(text)
        continue
      }
      guard let target = try ifThere({ () throws(SystemError) in try directory.readLink(item.name) }),
        let status = try directory.status(item.name)
      else { continue }
      let created = status.modified.seconds
      profile.generations.append(
        Generation(
          id: GenerationID(profile: name, number: link.number, toplevel: target), linkName: text,
          created: created, createdDay: CalendarDay(created),
          contents: reader.read(storePath(of: target, "\(path)/\(text)", root), in: root)))
    }
    profile.generations.sort { $0.id < $1.id }
    profile.strays.sort()
    let isLost = profile.generations.isEmpty && (name != .system || profile.pointer == .missing)
    return isLost ? nil : profile
  }

  /// Where a link leads: its own text where that is a store path, else the store path that it ends at, by `..` or
  /// through other links. Its text where it ends nowhere in the store.
  private static func storePath(of target: String, _ link: String, _ root: borrowing Root) -> String {
    if let store = try? StorePath(target), store.rest.isEmpty { return target }
    guard let real = (try? root.realPath(link)) ?? nil, let store = try? StorePath(real), store.rest.isEmpty
    else { return target }
    return real
  }

  private static func ifThere<Value>(
    _ look: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value? {
    do throws(SystemError) { return try look() } catch {
      if error.isAbsent { return nil }
      throw error
    }
  }

  private static func pointer(_ text: String, _ profile: ProfileName) -> Profile.Pointer {
    guard let link = GenerationLinkName(text, profile: profile.text), link.isExact else { return .odd(text) }
    return .generation(link.number)
  }
}

extension CalendarDay {
  /// The machine's own day; the first of 1970 where the calendar does not reach.
  init(_ seconds: Int64) {
    guard let day = LocalDay(of: seconds) else {
      self.init(year: 1970, month: 1, day: 1, weekYear: 1970, week: 1)
      return
    }
    self.init(year: day.year, month: day.month, day: day.day, weekYear: day.weekYear, week: day.week)
  }
}
