import BootCore
import FoundationEssentials
import Linux

/// What a rescue did to this machine and has not taken back yet.
///
/// It is written before each step is done, so it names at least what was done, whenever lifeboot is killed; whether a
/// step really was done is asked of the machine. It lies in /run, because what it speaks of is gone after a reboot too.
public struct RescueRecord: Codable, Sendable, Hashable {
  /// Where records are, one a target.
  public static let directory = "/run/lifeboot/rescue"

  /// Where the system is mounted.
  public var target: String
  /// In the order in which they were done.
  public var steps: [RescueStep]
  /// Who did the last of them.
  public var owner: ProcessIdentity?

  /// A variable with the target, in the environment of every program that is run for it.
  public static let mark = "LIFEBOOT_RESCUE"

  /// An empty one.
  public init(target: String) {
    self.target = target
    steps = []
  }

  /// It speaks of this target, or of something inside it.
  public func isPart(of other: String) -> Bool { target == other || target.hasPrefix(other + "/") }

  /// The name of the target as a file name: bytes that could mean something are written in hexadecimal.
  static func path(of target: String) -> String {
    let name = target.utf8.map { byte -> String in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: String(UnicodeScalar(byte))
      default: "." + String(byte, radix: 16)
      }
    }
    return "\(directory)/\(name.joined()).json"
  }

  /// The record of a target; nil when nothing was done there.
  ///
  /// - Throws: `ApplyError` for one that cannot be read.
  public static func load(target: String) throws(ApplyError) -> RescueRecord? {
    try load(path: path(of: target))
  }

  /// All records, by target.
  public static func all() throws(ApplyError) -> [RescueRecord] {
    guard let root = try? Root(), let items = try? root.openDirectory(directory).list() else { return [] }
    var records: [RescueRecord] = []
    for item in items where item.name.text.hasSuffix(".json") {
      if let record = try load(path: "\(directory)/\(item.name.text)") { records.append(record) }
    }
    return records.sorted { $0.target < $1.target }
  }

  private static func load(path: String) throws(ApplyError) -> RescueRecord? {
    do {
      let root = try Root()
      guard try root.status(path, followingLinks: false) != nil else { return nil }
      return try JSONDecoder().decode(RescueRecord.self, from: Data(try root.readFile(path, limit: 4 << 20)))
    } catch {
      throw ApplyError(
        kind: .failed, subject: path, message: "it cannot be read: \(error)", isHalfway: false,
        remedy: .person("take down by hand what is mounted, then delete the file"))
    }
  }

  /// Puts the record in place at once; an empty one is removed.
  func save() throws(ApplyError) {
    do {
      if steps.isEmpty {
        _ = try ProgramRun.run(["rm", "-f", Self.path(of: target)], stopping: .never)
        return
      }
      let made = try ProgramRun.run(["mkdir", "-p", "-m", "0700", Self.directory], stopping: .never)
      guard made.status == 0 else {
        throw SystemError(call: "mkdir", errno: 30, subject: Self.directory)
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      try OutputFile.write(Array(try encoder.encode(self)), to: Self.path(of: target), permissions: 0o600)
    } catch let error as SystemError {
      throw .failed(error, isHalfway: false)
    } catch {
      throw ApplyError(
        kind: .failed, subject: Self.directory, message: "\(error)", isHalfway: false,
        remedy: .person("see that /run can be written to, then run this again"))
    }
  }
}
