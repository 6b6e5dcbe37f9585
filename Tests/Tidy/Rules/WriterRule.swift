/// What changes a disk lives in Linux/Writing, and only Apply may name it.
enum WriterRule {
  static func violations(in files: [SourceFile]) -> [Violation] {
    let writers = Set(files.filter(isWriting).flatMap(\.types).map(\.name))
    return files.filter { file in file.module.map { $0 != "Linux" && $0 != "Apply" } ?? false }
      .flatMap { file in
        file.code.filter { $0.kind == .word && writers.contains($0.text) }.map {
          file.violation($0.line, "\($0.text) writes, and only Apply may")
        }
      }
  }

  private static func isWriting(_ file: SourceFile) -> Bool {
    file.module == "Linux" && file.room == "Writing"
  }
}
