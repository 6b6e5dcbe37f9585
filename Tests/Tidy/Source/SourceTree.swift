import Linux

/// The repository's files as they lie on the disk.
struct SourceTree: Sendable {
  /// Where the repository is, found from the place of this file.
  let top: String
  /// The Swift files under Sources and Tests, in order of path.
  let files: [SourceFile]
  /// The texts of the pages under man, by file name.
  let pages: [String: String]
  /// The texts under Policies, by file name.
  let policies: [String: String]
  /// The files of the continuous integration and the README, by path.
  let recipes: [String: String]

  /// Read once for all tests.
  private static let read = Result { try SourceTree(top: top(of: #filePath)) }

  static func whole() throws -> SourceTree { try read.get() }

  private static func top(of path: String) -> String {
    String(path.dropLast("/Tests/Tidy/Source/SourceTree.swift".count))
  }

  init(top: String) throws(SystemError) {
    self.top = top
    let root = try Root(at: top)
    let paths = try Self.paths(root, below: "/Sources") + Self.paths(root, below: "/Tests")
    var files: [SourceFile] = []
    for path in paths.sorted() where path.hasSuffix(".swift") {
      files.append(SourceFile(path: String(path.dropFirst()), text: try Self.text(root, path)))
    }
    self.files = files
    pages = try Self.texts(root, in: "/man")
    policies = try Self.texts(root, in: "/Policies")
    recipes = try Self.texts(root, in: "/.ci").merging(["README.md": Self.text(root, "/README.md")]) { $1 }
  }

  private static func texts(
    _ root: borrowing Root, in folder: String
  ) throws(SystemError) -> [String: String] {
    var texts: [String: String] = [:]
    for path in try paths(root, below: folder) {
      texts[String(path.dropFirst(folder.count + 1))] = try text(root, path)
    }
    return texts
  }

  private static func text(_ root: borrowing Root, _ path: String) throws(SystemError) -> String {
    String(decoding: try root.readFile(path, limit: 4 << 20), as: UTF8.self)
  }

  private static func paths(_ root: borrowing Root, below folder: String) throws(SystemError) -> [String] {
    guard try root.status(folder, followingLinks: false) != nil else { return [] }
    var found: [String] = []
    for item in try root.openDirectory(folder).list() {
      let path = "\(folder)/\(item.name.text)"
      switch item.kind {
      case .regular: found.append(path)
      case .directory: found += try paths(root, below: path)
      case .symlink, .blockDevice, .characterDevice, .fifo, .socket, .unknown: break
      }
    }
    return found
  }

  var sources: [SourceFile] { files.filter { $0.module != nil } }

  func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }
}
