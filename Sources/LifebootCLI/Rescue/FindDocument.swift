import BootCore

/// The systems on the disks as a document.
struct FindDocument {
  let search: DiskSurvey
  let forecast: RescueForecast

  var json: JSON {
    .object([
      "schema": .string("lifeboot/rescue-find/1"), "systems": .array(search.systems.map(system)),
      "closed": .array(search.closed.map(layer)), "devices": .array(search.storage.devices.map(device)),
      "unreadable": .array(
        search.unreadable.sorted { $0.key < $1.key }.map { key, why in
          .object(["device": .string(key), "message": .string(why)])
        }), "bareStores": .strings(search.bareStores), "rescue": rescue,
    ])
  }

  /// What rescue would do.
  private var rescue: JSON {
    switch forecast {
    case .mounts(let system, let notes):
      .object(["would": .string("mount"), "system": .string(system.name), "notes": .strings(notes)])
    case .opens(let layers):
      .object(["would": .string("open"), "closed": .strings(layers.map(\.name))])
    case .refuses(let problem):
      .object([
        "would": .string("refuse"), "subject": .string(problem.subject), "message": .string(problem.message),
        "remedy": .string(RemedyWords(root: "/").sentence(problem.remedy)),
      ])
    case .nothing: .object(["would": .string("find-nothing")])
    }
  }

  private func system(_ system: FoundSystem) -> JSON {
    .object([
      "device": .string(system.device), "filesystem": .string(system.type),
      "name": .string(system.name), "subvolume": system.subvolume.map(JSON.string),
      "isStoreOnly": .boolean(system.isNixOnly),
      "isCopy": .boolean(!system.isAtItsPlace), "hostName": system.hostName.map(JSON.string),
      "current": system.current.map(JSON.unsigned), "tableSource": .string(system.tableSource),
      "generations": .array(
        system.generations.map { generation in
          .object([
            "number": .unsigned(generation.number), "toplevel": .string(generation.toplevel),
            "label": .string(generation.label), "whole": .boolean(generation.isWhole),
          ])
        }),
      "mounts": .array(
        system.table.filter { $0.mountPoint.hasPrefix("/") }.map { line in
          .object([
            "mountPoint": .string(line.mountPoint), "spec": .string(line.spec),
            "filesystem": .string(line.type),
            "device": search.storage.devices(named: line.spec).first.map { .string($0.path) },
          ])
        }),
    ])
  }

  private func layer(_ layer: ClosedLayer) -> JSON {
    let kind: String =
      switch layer.kind {
      case .luks, .luksHeader: "luks"
      case .volumeGroup: "lvm"
      case .array: "md"
      case .pool, .dataset: "zfs"
      }
    let choice = LayerChoice(target: "/mnt", isDegradedAllowed: true)
    let steps = try? LayerPlanner(search.storage).steps(opening: layer, choice)
    return .object([
      "kind": .string(kind), "name": .string(layer.name), "devices": .strings(layer.devices),
      "open": steps.map { .string($0.map(\.call.description).joined(separator: " && ")) },
    ])
  }

  private func device(_ device: StorageDevice) -> JSON {
    .object([
      "path": .string(device.path), "bytes": .unsigned(device.bytes), "type": device.type.map(JSON.string),
      "uuid": device.uuid.map(JSON.string), "label": device.label.map(JSON.string),
      "partitionUUID": device.partitionUUID.map(JSON.string),
      "partitionLabel": device.partitionLabel.map(JSON.string),
      "partitionType": device.partitionType.map(JSON.string), "isESP": .boolean(device.isESP),
      "isXBOOTLDR": .boolean(device.isXBOOTLDR), "mountPoints": .strings(device.mountPoints),
    ])
  }
}
