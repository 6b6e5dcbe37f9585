/// What NixOS tells GRUB's installer: `grub-config.xml`, the attributes of the module's configuration as
/// builtins.toXML writes them (nixpkgs, nixos/modules/system/boot/loader/grub/grub.nix).
///
/// Only attributes whose value is a string or a boolean are read, and of those the few that say where things go.
public struct GrubConfiguration: Hashable, Sendable {
  static let format = "grub-config.xml"
  /// Larger files are refused, in bytes.
  public static let sizeLimit = 1024 * 1024

  /// Where kernels and the menu go: a directory, which need not be a mount point.
  public let bootPath: String?
  /// Where the EFI system partition must be mounted; nil for an installation for BIOS only.
  public let efiSysMountPoint: String?

  /// - Throws: `FormatError` for what is no text, or names no boot path.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    var values: [String: String] = [:]
    var name: String?
    for tag in text.lines.flatMap({ ASCIISplit.fields($0.text, at: "<") }) {
      if tag.hasPrefix("attr ") {
        name = Self.attribute("name", tag)
      } else if let attribute = name, tag.hasPrefix("string ") || tag.hasPrefix("bool ") {
        values[attribute] = Self.attribute("value", tag)
        name = nil
      } else if tag.hasPrefix("list") || tag.hasPrefix("attrs") {
        name = nil
      }
    }
    guard let path = values["bootPath"] else {
      throw FormatError(format: Self.format, problem: "it names no bootPath")
    }
    bootPath = path
    let isEFI = values["efiSupport"].map { $0 == "true" } ?? !(values["grubTargetEfi"] ?? "").isEmpty
    efiSysMountPoint = isEFI ? values["efiSysMountPoint"] : nil
  }

  /// The value of an attribute of a tag.
  private static func attribute(_ name: String, _ tag: Substring) -> String? {
    let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() where part.hasSuffix(" \(name)=") && index + 1 < parts.count {
      return unescaped(parts[index + 1])
    }
    return nil
  }

  private static func unescaped(_ text: Substring) -> String {
    [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&#xA;", "\n"), ("&amp;", "&")]
      .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
  }
}
