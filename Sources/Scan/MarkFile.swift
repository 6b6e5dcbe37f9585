import BootCore
import Formats
import Linux

/// What the user said about generations, kept in a small file of lines (`MarkLine`).
///
/// A mark only makes lifeboot keep more. So each line that can be read counts, and each one that cannot, a pin perhaps,
/// stops all removal.
enum MarkFile {
  static let path = "/var/lib/lifeboot/marks"
  private static let limit = 1 << 20

  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    do throws(SystemError) {
      guard try root.status(path, followingLinks: true) != nil else {
        // A link on the way that leads nowhere: the marks may well be there for whoever looks from elsewhere.
        if let link = try root.danglingLink(onTheWayTo: path) {
          snapshot.misread.append(
            problem("\(root.shown(link)) is a link that leads nowhere", line: nil, root))
        }
        return
      }
      let readings = MarkLine.read(
        try root.readFile(path, limit: limit), knownMarks: Mark.allCases.map(\.rawValue))
      for (index, reading) in readings.enumerated() {
        switch reading {
        case .nothing: continue
        case .problem(let why): snapshot.misread.append(problem(why, line: index + 1, root))
        case .mark(let line): add(line, to: &snapshot)
        }
      }
    } catch {
      if !error.isAbsent { snapshot.misread.append(problem(error.meaning, line: nil, root)) }
    }
  }

  private static func add(_ line: MarkLine, to snapshot: inout Snapshot) {
    guard let mark = Mark(rawValue: line.mark) else { return }
    let id = GenerationID(
      profile: ProfileName(line.profile.text), number: line.number, toplevel: line.toplevel.text)
    // A link may spell its system in another way by now, and a mark is of the system, not of the spelling.
    let same = snapshot.generations.first {
      $0.id.profile == id.profile && $0.id.number == id.number && ByteText.equal($0.system, id.toplevel)
    }
    snapshot.marks[same?.id ?? id, default: []].insert(mark)
  }

  private static func problem(_ why: String, line: Int?, _ root: borrowing Root) -> Misreading {
    Misreading(
      path: path, line: line, why: why,
      remedy: .person(
        "look at \(root.shown(path)), and correct or delete \(line == nil ? "it" : "that line")"))
  }
}
