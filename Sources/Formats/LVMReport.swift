/// Which volume group a disk belongs to, from `pvs --reportformat json --options pv_name,vg_name` (lvmreport(7)).
public struct LVMReport: Hashable, Sendable {
  static let format = "LVM report"

  /// The volume group of each physical volume, by its path; those in no group are left out.
  public let groups: [String: String]

  /// - Throws: `FormatError` for what is no JSON, or has not the form of a report.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let document = try JSONDocument(parsing: bytes, format: Self.format)
    guard let reports = document.root["report"]?.elements else {
      throw FormatError(format: Self.format, problem: "there is no list \"report\"")
    }
    var groups: [String: String] = [:]
    for row in reports.flatMap({ $0["pv"]?.elements ?? [] }) {
      guard let volume = row["pv_name"]?.string, let group = row["vg_name"]?.string, !group.isEmpty else {
        continue
      }
      groups[volume] = group
    }
    self.groups = groups
  }
}
