import Testing

#if canImport(Glibc)
  import Glibc
#endif

extension [UInt8] {
  /// Bytes from hexadecimal digits; blanks are for the eye, and `#` opens a comment that ends with the line.
  init(hex text: String) throws {
    self = []
    for line in text.split(separator: "\n") {
      let digits = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      for place in stride(from: 0, to: digits.count, by: 2) {
        let pair = digits.dropFirst(place).prefix(2)
        append(try #require(UInt8(pair, radix: 16), "not hexadecimal: \(pair)"))
      }
    }
  }

  /// The file, or its first `limit` bytes rounded up to 64 KiB; nil when it cannot be read.
  init?(contentsOf path: String, limit: Int = .max) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    self = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while self.count < limit {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return }
      append(contentsOf: buffer.prefix(count))
    }
  }

  /// Writes the whole file; false when that fails.
  func write(to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    defer { fclose(file) }
    return fwrite(self, 1, count, file) == count
  }
}

/// Small inputs made for these tests, one file each, as hexadecimal text.
enum Corpus {
  static let directory =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Corpus"

  /// The names in a directory, sorted; empty when it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The inputs of one format in the order of their names.
  static func read(_ format: String) throws -> [[UInt8]] {
    let folder = "\(directory)/\(format)"
    let inputs = try names(in: folder).map { name in
      let bytes = try #require([UInt8](contentsOf: "\(folder)/\(name)"), "unreadable: \(folder)/\(name)")
      return try [UInt8](hex: String(decoding: bytes, as: UTF8.self))
    }
    try #require(!inputs.isEmpty, "no corpus in \(folder)")
    return inputs
  }
}

/// Runs programs that know a format better than we do.
enum Shell {
  /// Standard output of a command line and its exit status; -1 when no shell could be started.
  static func run(_ command: String) -> (output: [UInt8], status: Int32) {
    guard let pipe = popen(command, "r") else { return ([], -1) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count <= 0 { break }
      output.append(contentsOf: buffer.prefix(count))
    }
    let status = pclose(pipe)
    return (output, status < 0 ? -1 : (status >> 8) & 0xFF)
  }

  /// Whether all programs are installed.
  static func has(_ programs: String...) -> Bool {
    programs.allSatisfy { run("command -v \($0)").status == 0 }
  }

  /// A new empty directory, given to `body` and removed afterwards.
  static func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let answer = run("mktemp -d")
    let path = String(decoding: answer.output.dropLast(), as: UTF8.self)
    try #require(answer.status == 0 && path.hasPrefix("/"), "mktemp -d failed")
    defer { _ = run("rm -r '\(path)'") }
    return try body(path)
  }
}
