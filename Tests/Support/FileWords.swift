import BootCore

extension SketchReader {
  /// Reads the lines that name a path on a boot volume.
  mutating func readFile(
    _ first: String, _ words: inout SketchWords, _ line: SketchLine
  ) throws(SketchError) {
    switch first {
    case "windows":
      for (path, bytes) in [
        ("/EFI/Microsoft/Boot/bootmgfw.efi", 2 << 20), ("/EFI/Microsoft/Boot/BCD", 64 << 10),
      ] {
        if let place = VolumePath(.esp, path) {
          add(place, .noise(seed: path, bytes: UInt64(bytes)), line)
        }
      }
    case "unreadable":
      let place = try words.need("path")
      guard !machine.volumes.isEmpty else {
        throw SketchError(line: line.number, "the volume comes before what is unreadable on it")
      }
      machine.volumes[0].unreadable.append(UnreadablePlace(place: place, why: "input/output error"))
    default: try readPath(first, &words, line)
    }
  }

  private mutating func readPath(
    _ first: String, _ words: inout SketchWords, _ line: SketchLine
  ) throws(SketchError) {
    let path = try place(words.need("path"), line.number)
    switch first {
    case "lost": machine.lost.append(path)
    case "cut": machine.damaged.append((path, try words.size("size")))
    case "extra":
      add(path, .noise(seed: path.description, bytes: try words.size("size")), line)
      if let marker = VolumePath(path.volume, ["EFI", "nixos", ".extra-files"] + path.components) {
        machine.files.append(SketchedFile(path: marker, content: .bytes([]), line: line.number))
      }
    case "image": try readImage(path, &words, line)
    default:
      if let text = line.text {
        add(path, .text(Self.unescaped(text)), line)
      } else {
        add(path, .noise(seed: path.description, bytes: try words.size("size")), line)
      }
    }
  }

  private mutating func readImage(
    _ path: VolumePath, _ words: inout SketchWords, _ line: SketchLine
  ) throws(SketchError) {
    add(path, .noise(seed: path.description, bytes: try words.size("size")), line)
    var image = UnifiedImage()
    while let word = words.take() {
      switch word {
      case "title": image.prettyName = try words.need("title")
      case "version": image.versionID = try words.need("version")
      case "id": image.osID = try words.need("id")
      case "starts":
        let number = try words.number("number")
        let found = machine.generations.last { $0.number == number && !$0.isOther }
        image.commandLine = found.map { "init=\(SystemLayout.toplevel(of: $0))/init quiet" }
      default: throw words.unknown(word)
      }
    }
    machine.images[path] = image
  }

  private mutating func add(_ path: VolumePath, _ content: FileContent, _ line: SketchLine) {
    machine.files.append(
      SketchedFile(path: path, content: content, expectation: line.expectation, line: line.number))
  }

  /// `/EFI/x` on the ESP, `xbootldr:/EFI/x` elsewhere.
  private func place(_ text: String, _ line: Int) throws(SketchError) -> VolumePath {
    for role in VolumeRole.allCases where text.hasPrefix(role.rawValue + ":") {
      if let path = VolumePath(role, String(text.dropFirst(role.rawValue.count + 1))) { return path }
    }
    guard let path = VolumePath(.esp, text) else {
      throw SketchError(line: line, "\"\(text)\" is no path on a volume")
    }
    return path
  }

  /// `\n` is a newline, `\t` a tab.
  private static func unescaped(_ text: String) -> String {
    var result = ""
    var isEscape = false
    for character in text {
      if isEscape {
        result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
