import Linux

/// A report that goes to a file the user named.
public enum ReportFile {
  /// Puts `text` in place at once: a reader finds the old file or the new one, never a part.
  ///
  /// - Throws: `ApplyError` of kind `failed`; the old file is then as it was.
  public static func write(_ text: String, to path: String) throws(ApplyError) {
    do throws(SystemError) {
      try OutputFile.write(Array(text.utf8), to: path)
    } catch {
      throw ApplyError(
        kind: .failed, subject: error.subject, message: "\(error.meaning) (\(error.call))", isHalfway: false,
        remedy: .person(error.advice ?? "name a file in a directory that exists and that you may write to"))
    }
  }
}
