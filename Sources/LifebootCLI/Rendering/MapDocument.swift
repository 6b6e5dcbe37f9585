import BootCore
import Formats

/// `map` as a document, schema `lifeboot/map/1`.
struct MapDocument {
  let survey: Survey
  let files: [AttributedFile]

  var json: JSON {
    let volumes = survey.snapshot.volumes.map { VolumeUsage(of: $0, map: survey.map) }
    let unaccounted = volumes.contains { $0.unaccountedBytes == nil } ? nil : volumes
    return .object([
      "schema": .string("lifeboot/map/1"),
      "files": .array(files.map(file)),
      "totals": .object([
        "allocatedBytes": .unsigned(volumes.reduce(0) { $0 +| $1.allocatedBytes }),
        "unaccountedBytes": unaccounted.map { .unsigned($0.reduce(0) { $0 +| ($1.unaccountedBytes ?? 0) }) },
      ]),
    ])
  }

  private func file(_ file: AttributedFile) -> JSON {
    .object([
      "volume": .string(file.item.path.volume.rawValue),
      "path": .string("\(file.item.path)"),
      "bytes": .unsigned(file.item.bytes),
      "allocatedBytes": .unsigned(file.item.allocatedBytes),
      "class": .string(file.kind.rawValue),
      "usedBy": .array(file.usedBy.map { .members(UseDocument.members($0.use, entry: $0.entry)) }),
      "because": .string(file.because),
      "deletedByNextRebuild": .boolean(survey.goes(file)),
    ])
  }
}
