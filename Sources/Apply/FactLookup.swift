import BootCore
import Formats
import Linux

/// Asks the kernel whether a fact holds now.
struct FactLookup: ~Copyable {
  /// The vendor of the Boot Loader Interface (nixos-boot-facts 4.7).
  static let loaderVendor = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

  /// The first of `facts` that does not hold, in words; nil when all hold.
  static func firstFailure(_ facts: [Fact], on machine: borrowing Machine) throws(SystemError) -> String? {
    for fact in facts {
      if let failure = try failure(of: fact, on: machine) { return failure }
    }
    return nil
  }

  /// Why `fact` does not hold, in words; nil when it holds.
  static func failure(of fact: Fact, on machine: borrowing Machine) throws(SystemError) -> String? {
    switch fact {
    case .file(let path, let bytes): try file(path, bytes, machine)
    case .absent(let path): try status(path, machine) == nil ? nil : "\(path) is there"
    case .directory(let path):
      try status(path, machine)?.kind == .directory ? nil : "\(path) is no directory"
    case .contents(let path, let text): try contents(path, text, machine)
    case .copy(let path, let source): try copy(path, source, machine)
    case .link(let link):
      ByteText.equal(try target(link, machine), link.id.toplevel)
        ? nil : "\(link.name) is not there or names another system"
    case .linkAbsent(let link): try target(link, machine) == nil ? nil : "\(link.name) is there"
    case .notCurrent(let link): try notCurrent(link, machine)
    case .notRunning(let toplevels): notRunning(toplevels, machine)
    case .variable(let variable, let value): try self.variable(variable, value, machine)
    case .bootVariable(let variable, let bytes): try bootVariable(variable, bytes, machine)
    }
  }

  private static func status(
    _ path: VolumePath, _ machine: borrowing Machine
  ) throws(SystemError) -> FileStatus? {
    do throws(SystemError) {
      return try machine.parent(of: path).status(Machine.name(path))
    } catch {
      // A directory that an earlier step of the same plan will make.
      if error.errno == enoent { return nil }
      throw error
    }
  }

  private static let enoent: Int32 = 2

  private static func file(
    _ path: VolumePath, _ bytes: UInt64, _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    guard let status = try status(path, machine) else { return "\(path) is not there" }
    guard status.kind == .regular else { return "\(path) is no file" }
    return status.size == Int64(clamping: bytes) ? nil : "\(path) has \(status.size) bytes now"
  }

  private static func contents(
    _ path: VolumePath, _ text: [UInt8], _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    guard try status(path, machine) != nil else { return "\(path) is not there" }
    let bytes = try machine.parent(of: path).readPrefix(Machine.name(path), count: text.count + 1)
    return bytes == text ? nil : "\(path) has other contents"
  }

  private static func copy(
    _ path: VolumePath, _ source: StoreFile, _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    guard try status(path, machine) != nil else { return "\(path) is not there" }
    let file = try machine.parent(of: path).openForReading(Machine.name(path))
    let store = try machine.root.openForReading(source.path)
    var buffers = ComparisonBuffers()
    return try FileComparison.compare(file, store, using: &buffers) == .equal
      ? nil : "\(path) differs from \(source.path)"
  }

  private static func target(
    _ link: ProfileLink, _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    let directory = try machine.root.openDirectory(link.directory)
    guard try directory.status(FileName(link.name)) != nil else { return nil }
    return try directory.readLink(FileName(link.name))
  }

  private static func notCurrent(
    _ link: ProfileLink, _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    let pointer = try machine.root.readLink("\(link.directory)/\(link.id.profile)")
    return ByteText.equal(pointer, link.name) ? "\(link.name) is the current generation" : nil
  }

  /// Asks `/run` itself, right before a removal, whatever the snapshot said.
  private static func notRunning(_ toplevels: [String], _ machine: borrowing Machine) -> String? {
    for (path, word) in [("/run/booted-system", "booted"), ("/run/current-system", "activated")] {
      let text = try? machine.root.readLink(path)
      let real = (try? machine.root.realPath(path)) ?? nil
      for running in [text, real] {
        if let running, toplevels.contains(where: { ByteText.equal($0, running) }) {
          return "\(running) is \(word)"
        }
      }
    }
    return nil
  }

  private static func variable(
    _ variable: LoaderVariable, _ value: String?, _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    guard let name = EFIVariableName(variable.rawValue, vendor: loaderVendor) else {
      return "no such variable"
    }
    let data = try machine.loaderVariables().read(name)?.data
    let text = data.flatMap { try? UTF16Text(parsing: $0).text }
    return ByteText.equal(text, value) ? nil : "\(variable.rawValue) is \(text ?? "not set")"
  }

  private static func bootVariable(
    _ variable: BootVariable, _ bytes: [UInt8]?, _ machine: borrowing Machine
  ) throws(SystemError) -> String? {
    guard let name = EFIVariableName(variable.description) else { return "no such variable" }
    let data = try machine.loaderVariables().read(name)?.data
    if data == bytes { return nil }
    return data == nil ? "\(variable) is not set" : "\(variable) has other contents"
  }
}
