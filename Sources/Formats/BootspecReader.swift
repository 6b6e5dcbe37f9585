/// Takes a `Bootspec` out of its JSON document.
enum BootspecReader {
  private static let specKey = "org.nixos.bootspec.v1"
  private static let specialisationKey = "org.nixos.specialisation.v1"
  private static let loaderKey = "org.nixos.systemd-boot"
  private static let extraInitrdKey = "org.nixos.extra-initrd.v1"

  static func read(_ document: JSONValue, path: String) throws(FormatError) -> Bootspec {
    let root = BootspecObject(value: document, parent: path, name: "")
    try root.require(.object)
    if document[specKey] == nil, document["v1"] != nil { throw Bootspec.previewForm }
    let spec = try root.object(specKey)
    let loader = try root.optionalObject(loaderKey)
    let extra = try root.optionalObject(extraInitrdKey)
    return Bootspec(
      system: try spec.string("system"), label: try spec.string("label"),
      toplevel: try spec.string("toplevel"),
      init: try spec.string("init"), kernel: try spec.string("kernel"),
      kernelParams: try spec.strings("kernelParams"), initrd: try spec.optionalString("initrd"),
      initrdSecrets: try spec.optionalString("initrdSecrets"), sortKey: try loader?.optionalString("sortKey"),
      devicetree: try loader?.optionalString("devicetree"), extraInitrds: try extra?.strings("paths") ?? [],
      specialisations: try specialisations(root))
  }

  private static func specialisations(_ root: BootspecObject) throws(FormatError) -> [Bootspec.Specialisation]
  {
    guard let object = try root.optionalObject(specialisationKey) else { return [] }
    var found: [Bootspec.Specialisation] = []
    // Nesting ends at the depth limit of JSONDocument.
    for (name, value) in object.value.members ?? [] {
      let bootspec = try read(value, path: object.path(to: name) + ".")
      found.append(Bootspec.Specialisation(name: name, bootspec: bootspec))
    }
    return found
  }
}

/// A JSON object with the path that leads to it, for errors.
private struct BootspecObject {
  let value: JSONValue
  /// The path of the object around it: empty or with a final dot.
  let parent: String
  /// Its own key; empty for the document. Kept apart from `parent` because paths are put together for errors only.
  let name: String

  func path(to key: String) -> String { name.isEmpty ? parent + key : "\(parent)\(name).\(key)" }

  func require(_ kind: JSONValue.Kind) throws(FormatError) { try require(value, kind, "the document") }

  func object(_ key: String) throws(FormatError) -> BootspecObject {
    guard let object = try optionalObject(key) else { throw missing(key) }
    return object
  }

  func optionalObject(_ key: String) throws(FormatError) -> BootspecObject? {
    guard let member = try member(key, .object) else { return nil }
    return BootspecObject(value: member, parent: name.isEmpty ? parent : path(to: ""), name: key)
  }

  func string(_ key: String) throws(FormatError) -> String {
    guard let text = try optionalString(key) else { throw missing(key) }
    return text
  }

  func optionalString(_ key: String) throws(FormatError) -> String? { try member(key, .string)?.string }

  func strings(_ key: String) throws(FormatError) -> [String] {
    guard let elements = try member(key, .array)?.elements else { throw missing(key) }
    var texts: [String] = []
    texts.reserveCapacity(elements.count)
    for element in elements {
      try require(element, .string, "an element of \(path(to: key))")
      texts.append(element.string ?? "")
    }
    return texts
  }

  private func member(_ key: String, _ kind: JSONValue.Kind) throws(FormatError) -> JSONValue? {
    guard let member = value[key] else { return nil }
    try require(member, kind, path(to: key))
    return member
  }

  private func require(
    _ value: JSONValue, _ kind: JSONValue.Kind, _ name: @autoclosure () -> String
  ) throws(FormatError) {
    guard value.kind != kind else { return }
    throw FormatError(
      format: Bootspec.format, position: value.position,
      problem: "\(name()) is of the kind \(value.kind.rawValue) and not \(kind.rawValue)")
  }

  private func missing(_ key: String) -> FormatError {
    FormatError(format: Bootspec.format, position: value.position, problem: "\(path(to: key)) is missing")
  }
}
