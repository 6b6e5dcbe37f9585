import BootCore

/// `status` as a document, schema `lifeboot/status/1`.
struct StatusDocument {
  private let survey: Survey
  private let states: GenerationStates
  private let sizes: [GenerationID: GenerationSize]

  init(_ survey: Survey) {
    self.survey = survey
    states = GenerationStates(survey.snapshot, map: survey.map)
    sizes = survey.map.generationSizes()
  }

  var json: JSON {
    .object([
      "schema": .string("lifeboot/status/1"),
      "machine": machine,
      "volumes": .array(survey.snapshot.volumes.map(volume)),
      "generations": .array(survey.snapshot.generations.map(generation)),
      "next": survey.forecast.map { forecast in .members(ForecastDocument.members(forecast)) },
      "findings": FindingDocument.json(survey.findings, survey.words),
    ])
  }

  private var machine: JSON {
    let snapshot = survey.snapshot
    let system = snapshot.profiles.first { $0.name == .system } ?? snapshot.profiles.first
    return .object([
      "root": .string(snapshot.root),
      "loader": loader,
      "machineID": snapshot.machineID.map(JSON.string),
      "booted": snapshot.running.booted.map(JSON.string),
      "activated": snapshot.running.activated.map(JSON.string),
      "current": system?.current.map { JSON.string($0.id.toplevel) },
      "nextBoot": nextBoot,
    ])
  }

  /// None where nothing tells.
  private var loader: JSON? {
    switch survey.map.machine {
    case .known: .string(survey.loader.name)
    case .other(let name, seen: _): .string(name)
    case .untold: nil
    }
  }

  private var nextBoot: JSON? {
    guard survey.map.machine.isKnown else { return nil }
    let next = survey.map.nextBoot
    guard let id = next.next else { return nil }
    return .object([
      "entry": .string(id.text),
      "decidedBy": .string(next.nextChoice.rawValue),
      "isOnce": .boolean(next.oneShot != nil),
      "generations": .array((survey.map.entry(id: id)?.uses ?? []).map { .members(UseDocument.members($0)) }),
    ])
  }

  private func volume(_ volume: Volume) -> JSON {
    let usage = VolumeUsage(of: volume, map: survey.map).shares.map { share in
      JSON.object([
        "class": .string(share.kind.rawValue), "files": .integer(Int64(share.files)),
        "bytes": .unsigned(share.bytes),
      ])
    }
    return .object([
      "role": .string(volume.role.rawValue),
      "path": .string(volume.mountPoint),
      "filesystem": .string(volume.filesystem),
      "isMountPoint": .boolean(volume.isMountPoint),
      "partitionUUID": volume.partitionUUID.map(JSON.string),
      "totalBytes": .unsigned(volume.totalBytes),
      "freeBytes": .unsigned(volume.freeBytes),
      "allocationUnit": .unsigned(volume.allocationUnit),
      "usage": .array(usage),
    ])
  }

  private func generation(_ generation: Generation) -> JSON {
    let id = generation.id
    let size = sizes[id] ?? GenerationSize()
    return .object([
      "profile": .string(id.profile.text),
      "number": .unsigned(id.number),
      "toplevel": .string(id.toplevel),
      "created": .string(UTCTime.text(generation.created)),
      "label": .string(generation.toplevel?.label ?? ""),
      "kernelVersion": generation.toplevel?.kernelVersion.map(JSON.string),
      "specialisations": .strings(generation.toplevel?.specialisations.map(\.name) ?? []),
      "states": .strings(states[id].map(\.rawValue)),
      "entries": .strings(survey.map.entries(of: id).map { "\($0.entry.path)" }),
      "exclusiveBytes": .unsigned(size.exclusiveBytes),
      "sharedBytes": .unsigned(size.sharedBytes),
      "bootable": .string(survey.map.bootability(of: id).rawValue),
    ])
  }
}

/// A forecast's part of a document.
enum ForecastDocument {
  static func members(_ forecast: Forecast) -> [JSON.Member] {
    [
      JSON.Member(name: "needsBytes", value: .unsigned(forecast.needsBytes)),
      JSON.Member(name: "peakBytes", value: .unsigned(forecast.peakBytes)),
      JSON.Member(name: "availableBytes", value: .unsigned(forecast.availableBytes)),
      JSON.Member(name: "fits", value: .boolean(forecast.fits)),
      JSON.Member(name: "basis", value: .string(forecast.basis)),
    ]
  }
}

/// The findings' part of a document.
enum FindingDocument {
  static func json(_ findings: [Finding], _ words: RemedyWords) -> JSON {
    .array(
      findings.map { finding in
        .members(
          [
            .init(name: "id", value: .string(finding.id)),
            .init(name: "severity", value: .string(finding.severity.rawValue)),
            .init(name: "subject", value: .string(finding.subject)),
            .init(name: "message", value: .string(finding.message)),
          ] + words.members(finding.remedy))
      })
  }
}

/// A generation's, or a use's, part of a document.
enum UseDocument {
  static func members(_ use: EntryUse, entry: VolumePath? = nil) -> [JSON.Member] {
    var members = [
      JSON.Member(name: "profile", value: .string(use.generation.profile.text)),
      JSON.Member(name: "number", value: .unsigned(use.generation.number)),
    ]
    if let name = use.specialisation { members.append(.init(name: "specialisation", value: .string(name))) }
    if let entry { members.append(.init(name: "entry", value: .string("\(entry)"))) }
    return members
  }
}
