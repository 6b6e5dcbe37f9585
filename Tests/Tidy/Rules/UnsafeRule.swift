/// Only the module Linux may leave what the compiler proves.
enum UnsafeRule {
  static func violations(in file: SourceFile) -> [Violation] {
    guard let module = file.module, module != "Linux" else { return [] }
    return file.code.filter { $0.kind == .word && isUnsafe($0.text) }.map {
      file.violation($0.line, "\($0.text) outside the module Linux")
    }
  }

  private static func isUnsafe(_ word: String) -> Bool {
    word.hasPrefix("Unsafe") || word.hasPrefix("withUnsafe") || word.hasPrefix("unsafe")
      || ["OpaquePointer", "Unmanaged", "unchecked", "unowned"].contains(word)
  }
}
