import Linux
import Support
import Testing

/// Texts as they were when somebody read them and found them right, one file each in the folder Golden.
///
/// `LIFEBOOT_RECORD=1` writes them anew and fails the test, so that nobody records by accident.
enum Golden {
  private static let folder =
    #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Golden"

  static func expect(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) {
    let path = "\(folder)/\(name)"
    if Identity.environment("LIFEBOOT_RECORD") != nil {
      try? OutputFile.write(Array(text.utf8), to: path)
      Issue.record(
        "recorded \(name): read it, then run again without LIFEBOOT_RECORD", sourceLocation: location)
      return
    }
    guard let bytes = try? Root(at: folder).readFile("/\(name)", limit: 1 << 20) else {
      Issue.record("there is no \(name); LIFEBOOT_RECORD=1 records it", sourceLocation: location)
      return
    }
    let wanted = String(decoding: bytes, as: UTF8.self)
    if wanted == text { return }
    let difference = firstDifference(wanted, text)
    Issue.record(
      "\(name), line \(difference.line)\n  was \(difference.was)\n  is  \(difference.is)",
      sourceLocation: location)
  }

  private static func firstDifference(_ old: String, _ new: String) -> (line: Int, was: String, is: String) {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in 0..<max(old.count, new.count) {
      let was = index < old.count ? old[index] : "(end)"
      let present = index < new.count ? new[index] : "(end)"
      if was != present { return (index + 1, was, present) }
    }
    return (0, "", "")
  }
}
