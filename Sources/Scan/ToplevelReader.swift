import BootCore
import Formats
import Linux

/// Reads built systems out of the store, each only once.
struct ToplevelReader {
  private var known: [ByteText: Generation.Contents] = [:]
  private var files: [ByteText: StoreFile] = [:]
  private let depth: ScanDepth

  init(_ depth: ScanDepth) { self.depth = depth }

  /// A boot.json has a few KiB; with many specialisations some tens.
  private static let limit = 4 << 20

  /// What `path`, a store path inside the root, is.
  mutating func read(_ path: String, in root: borrowing Root) -> Generation.Contents {
    if let contents = known[ByteText(path)] { return contents }
    let contents = look(path, root)
    known[ByteText(path)] = contents
    return contents
  }

  private mutating func look(_ path: String, _ root: borrowing Root) -> Generation.Contents {
    guard let store = try? StorePath(path), store.rest.isEmpty else {
      return .unreadable(why: "its link names \(path), which is no store path", .notASystem)
    }
    do throws(SystemError) {
      if let bytes = try document(path, root) { return parse(bytes, path, root) }
      guard try root.status(path, followingLinks: true) != nil else { return .dangling }
      return synthesize(path, root)
    } catch {
      return .unreadable(
        why: "its boot.json cannot be read: \(error.meaning)", error.isDenied ? .denied : .damaged)
    }
  }

  private func document(_ path: String, _ root: borrowing Root) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) {
      return try root.readFile(path + "/boot.json", limit: Self.limit)
    } catch {
      if error.isAbsent { return nil }
      throw error
    }
  }

  private mutating func parse(
    _ bytes: [UInt8], _ path: String, _ root: borrowing Root
  ) -> Generation.Contents {
    do {
      let document = try Bootspec(parsing: bytes)
      if let why = try contradiction(document, at: path, root) { return .unreadable(why: why, .damaged) }
      return .whole(toplevel(document, root))
    } catch {
      if error == Bootspec.previewForm { return synthesize(path, root) }
      return .unreadable(why: "its boot.json is malformed: \(error.oneLine)", .damaged)
    }
  }

  /// A boot.json is believed only about the system in which it lies, and only what that system's own links say too.
  ///
  /// A deployment tool's own directory holds links into a system, or copies of it, its boot.json among them: that must
  /// be the same one as the system has itself.
  private func contradiction(
    _ document: Bootspec, at path: String, _ root: borrowing Root
  ) throws(FormatError) -> String? {
    guard document.`init` == document.toplevel + "/init" else {
      return "its boot.json starts \(document.`init`), which is not the init of \(document.toplevel)"
    }
    if document.toplevel != path {
      guard (try? StorePath(document.toplevel))?.rest.isEmpty == true,
        let bytes = (try? self.document(document.toplevel, root)) ?? nil,
        try Bootspec(parsing: bytes) == document
      else { return "its boot.json describes \(document.toplevel) instead of \(path)" }
    }
    return Self.otherFile(document, root)
  }

  /// A link of the system that leads to another file than its boot.json names.
  private static func otherFile(_ document: Bootspec, _ root: borrowing Root) -> String? {
    for (name, file) in [("kernel", document.kernel), ("initrd", document.initrd)] {
      guard let file, let target = try? root.readLink("\(document.toplevel)/\(name)"), target != file else {
        continue
      }
      // Spelled in another way it may still be the same file.
      let real = (try? root.realPath("\(document.toplevel)/\(name)")) ?? nil
      guard let real, real == (try? root.realPath(file)) ?? nil else {
        return "its boot.json names the \(name) \(file), and the system has \(target)"
      }
    }
    return nil
  }

  private mutating func toplevel(_ document: Bootspec, _ root: borrowing Root) -> Toplevel {
    let path = document.toplevel
    let kernel = file(document.kernel, isKernel: true, root)
    let initrd = document.initrd.map { file($0, root) }
    let tree = document.devicetree.map { file($0, root) }
    var specialisations: [Specialisation] = []
    for specialisation in document.specialisations {
      specialisations.append(
        Specialisation(name: specialisation.name, toplevel: toplevel(specialisation.bootspec, root)))
    }
    var whole = Toplevel(
      path: path, label: document.label, kernelVersion: Self.kernelVersion(document.label), kernel: kernel,
      initrd: initrd, initrdSecrets: document.initrdSecrets, devicetree: tree,
      kernelParams: document.kernelParams, sortKey: document.sortKey, specialisations: specialisations,
      system: document.system)
    whole.extraInitrds = document.extraInitrds
    lookAtInit(document.`init`, &whole, root)
    whole.secretInitrdName = whole.secretInitrdText.flatMap { Digest.sha256.hexadecimal(of: $0) }
      .map(Toplevel.secretInitrdName)
    let modules = Self.names(in: whole.path + "/kernel-modules/lib/modules", root)
    whole.modulesVersion = modules.count == 1 ? modules.first : nil
    if depth == .chain { addMore(&whole, root) }
    return whole
  }

  /// What verification and repair need beside the document.
  private func addMore(_ toplevel: inout Toplevel, _ root: borrowing Root) {
    toplevel.lostParts = Self.lostParts(of: toplevel.path, root)
    let status = (try? root.status(toplevel.path, followingLinks: true)) ?? nil
    toplevel.builtOn = status.map { CalendarDay($0.changed.seconds) }
    if let appender = toplevel.initrdSecrets,
      let script = try? root.readFile(appender, limit: SecretsAppender.sizeLimit)
    {
      toplevel.hasNoSecrets = (try? SecretsAppender(parsing: script))?.appendsNothing ?? false
    }
  }

  /// What the kernel starts in the end: a file with something in it, wherever links in the store lead to it.
  private func lookAtInit(_ path: String, _ toplevel: inout Toplevel, _ root: borrowing Root) {
    do throws(SystemError) {
      guard let status = try root.status(path, followingLinks: true) else {
        toplevel.initProblem = "is missing"
        return
      }
      guard status.kind == .regular else {
        toplevel.initProblem = status.kind == .directory ? "is a directory" : "is no file"
        return
      }
      if status.size == 0 { toplevel.initProblem = "is empty" }
      if status.size > 0, status.permissions & 0o111 == 0 {
        toplevel.initProblem = "may not be executed, so no kernel starts it"
      } else if status.size > 0 {
        try lookInto(path, &toplevel, root)
      }
    } catch {
      if error.leadsNowhere { toplevel.initProblem = "leads nowhere: \(error.meaning)" }
      if !error.leadsNowhere { toplevel.unseen = "its init could not be looked at: \(error.meaning)" }
    }
  }

  /// A kernel starts an ELF program, or a script whose interpreter is there. A power cut may leave a file with its size
  /// and without its contents.
  private func lookInto(
    _ path: String, _ toplevel: inout Toplevel, _ root: borrowing Root
  ) throws(SystemError) {
    let file = try root.openForReading(path)
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = try file.read(into: &buffer, at: 0)
    let text = buffer.prefix(count)
    if text.allSatisfy({ $0 == 0 }) {
      toplevel.initProblem = "holds nothing but zeros"
    } else if text.starts(with: [0x23, 0x21]) {
      let line = text.dropFirst(2).prefix { $0 != 0x0A }.drop { $0 == 0x20 || $0 == 0x09 }
      let program = String(decoding: line.prefix { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self)
      // NixOS has no other program outside the store that is there before its activation.
      if program == "/bin/sh" { return }
      guard program.utf8.starts(with: "/nix/store/".utf8) else {
        toplevel.unseen = "its init is a script for \(program), which is not in the store"
        return
      }
      if try root.status(program, followingLinks: true) == nil {
        toplevel.initProblem = "is a script, and its interpreter \(program) is not in the store"
      }
    } else if let program = ELFHeader(Array(text)) {
      if program.declaredBytes > UInt64(clamping: file.status.size) { toplevel.initProblem = "is cut short" }
      if let own = toplevel.system.flatMap({ Architecture(system: $0) }), let other = program.processor,
        other != own.elfMachine
      {
        toplevel.initProblem = "is a program for another processor"
      }
    } else {
      toplevel.unseen = "its init is neither a program nor a script"
    }
  }

  /// What its links lead to is collected with it, never alone, unless somebody forced that or the store is damaged.
  private static func lostParts(of path: String, _ root: borrowing Root) -> [String] {
    var lost: [String] = []
    for name in names(in: path, root) {
      do throws(SystemError) {
        if try root.status("\(path)/\(name)", followingLinks: true) == nil { lost.append(name) }
      } catch {
        // Not to be told is not to be lost.
        continue
      }
    }
    return lost
  }

  private mutating func file(_ path: String, isKernel: Bool = false, _ root: borrowing Root) -> StoreFile {
    if let file = files[ByteText(path)] { return file }
    let file = look(path, isKernel: isKernel, root)
    files[ByteText(path)] = file
    return file
  }

  /// Its size, and beyond a glance whether its head can be that of what was built.
  private func look(_ path: String, isKernel: Bool, _ root: borrowing Root) -> StoreFile {
    if depth == .glance { return StoreFile(path: path, bytes: size(path, root)) }
    do throws(SystemError) {
      let file = try root.openForReading(path)
      let size = UInt64(clamping: file.status.size)
      var head = [UInt8](repeating: 0, count: PEHeader.readSize)
      head.removeLast(head.count - (try file.read(into: &head, at: 0)))
      return StoreFile(path: path, bytes: size, damage: Self.damage(head, of: size, isKernel: isKernel))
    } catch {
      // What may not be read may still be there.
      return StoreFile(path: path, bytes: size(path, root))
    }
  }

  private func size(_ path: String, _ root: borrowing Root) -> UInt64? {
    let status = (try? root.status(path, followingLinks: true)) ?? nil
    return status.flatMap { $0.kind == .regular ? UInt64(clamping: $0.size) : nil }
  }

  private static func damage(_ head: [UInt8], of size: UInt64, isKernel: Bool) -> String? {
    if size == 0 { return "is empty" }
    if head.allSatisfy({ $0 == 0 }) { return "begins with nothing but zeros" }
    guard isKernel else { return nil }
    do throws(FormatError) {
      let declared = try KernelImage(parsing: head).declaredFileSize ?? 0
      return size < declared ? "is cut short (\(size) of \(declared) bytes)" : nil
    } catch {
      return "is no kernel (\(error.problem))"
    }
  }

  /// `NixOS … (Linux 6.12.57)`: every label ends so (nixos-boot-facts 2.2).
  private static func kernelVersion(_ label: String) -> String? {
    let mark = "(Linux "
    guard label.hasSuffix(")"), let open = label.lastIndex(of: "("), label[open...].hasPrefix(mark) else {
      return nil
    }
    return String(label[open...].dropFirst(mark.count).dropLast())
  }

  /// A system without a document that can be read: put one together from its files.
  private mutating func synthesize(_ path: String, _ root: borrowing Root) -> Generation.Contents {
    func text(_ name: String) -> String? {
      (try? root.readFile(path + "/" + name, limit: 64 << 10)).map { String(decoding: $0, as: UTF8.self) }
    }
    func target(_ name: String) -> String? { (try? root.realPath(path + "/" + name)) ?? nil }
    guard let version = text("nixos-version"), let kernel = target("kernel") else {
      let isEnvironment = ["manifest.nix", "manifest.json"].contains { target($0) != nil }
      if isEnvironment {
        return .unreadable(
          why: "it is no NixOS system but a user environment: nix-env -i was used on the system's profile",
          .notASystem)
      }
      return .unreadable(
        why: "it has neither a readable boot.json nor the files of a NixOS system", .notASystem)
    }
    let modules = Self.names(in: path + "/kernel-modules/lib/modules", root)
    let synthesis = BootspecSynthesis(
      toplevel: path, system: text("system") ?? "", nixosVersion: version,
      kernelVersion: modules.first ?? "unknown", kernelParams: text("kernel-params") ?? "",
      kernel: kernel, initrd: target("initrd"), hasSecretsAppender: target("append-initrd-secrets") != nil)
    var whole = toplevel(synthesis.bootspec(), root)
    whole.specialisations = specialisations(of: path, root)
    return .whole(whole)
  }

  private mutating func specialisations(of path: String, _ root: borrowing Root) -> [Specialisation] {
    var found: [Specialisation] = []
    for name in Self.names(in: path + "/specialisation", root) {
      guard let real = (try? root.realPath(path + "/specialisation/" + name)) ?? nil else { continue }
      if case .whole(let toplevel) = read(real, in: root) {
        found.append(Specialisation(name: name, toplevel: toplevel))
      }
    }
    return found
  }

  /// The names in a directory, sorted; none where it cannot be read.
  private static func names(in path: String, _ root: borrowing Root) -> [String] {
    guard let directory = try? root.openDirectory(path), let items = try? directory.list() else { return [] }
    return items.map { $0.name.text }.sorted()
  }
}
