import BootCore

/// One screen about a machine.
enum StatusText {
  static func page(_ survey: Survey, _ face: Face, verbosity: Verbosity) -> Page {
    var page = Page()
    let findings = FindingList.page(
      FindingList.shown(survey.findings, verbosity), survey.words, face, verbosity)
    if verbosity == .quiet { return findings }
    for volume in survey.snapshot.volumes {
      let name = survey.snapshot.root == "/" ? volume.mountPoint : survey.snapshot.root + volume.mountPoint
      var part = UsageBar(volume, map: survey.map, name: name).page(face)
      if verbosity == .verbose { part.add("  found by \(volume.foundBy)", .dim) }
      page.addPart(part)
    }
    page.addPart(GenerationTable(survey).page(face, verbosity: verbosity))
    page.addPart(Outlook(survey: survey).page(face))
    page.addPart(findings)
    page.addPart(MachineVerdict(survey: survey).page(face, verbosity))
    return page
  }
}
