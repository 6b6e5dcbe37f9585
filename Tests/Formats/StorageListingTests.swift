import Testing

@testable import Formats

/// The answers of LVM, MD and ZFS.
@Suite struct StorageListingTests {
  @Test func `volume groups are read from a report of LVM`() throws {
    let report = try LVMReport(
      parsing: Array(
        """
        {"report":[{"pv":[{"pv_name":"/dev/sda2","vg_name":"vg0"},{"pv_name":"/dev/sdb","vg_name":""}]}],"log":[]}
        """.utf8))
    #expect(report.groups == ["/dev/sda2": "vg0"])
    #expect(throws: FormatError.self) { try LVMReport(parsing: Array("{}".utf8)) }
    #expect(throws: FormatError.self) { try LVMReport(parsing: []) }
  }

  @Test func `a member of an array says how many there are`() throws {
    let member = try MDMember(
      parsing: Array("MD_LEVEL=raid1\nMD_DEVICES=2\nMD_NAME=host:root\nMD_UUID=a:b:c:d\njunk\n".utf8))
    #expect(member.deviceCount == 2 && member.level == "raid1" && member.uuid == "a:b:c:d")
    #expect(try MDMember(parsing: Array("MD_DEVICES=-1\n".utf8)).deviceCount == nil)
    #expect(try MDMember(parsing: Array("MD_DEVICES=99999999999999999999\n".utf8)).deviceCount == nil)
  }

  @Test func `file systems of pools are read, with the one whose key is missing`() throws {
    let list = try ZFSListing(parsing: Array("tank\tnone\tunavailable\ttank\ntank/a b\t/\t-\t-\n".utf8))
    #expect(list.datasets.map(\.name) == ["tank", "tank/a b"])
    #expect(list.datasets.map(\.lockedBy) == ["tank", nil])
    #expect(throws: FormatError.self) { try ZFSListing(parsing: Array("tank\tnone\n".utf8)) }
  }

  @Test func `damaged answers are refused or read, and never trap`() {
    Fuzz("pvs", texts: ["{\"report\":[{\"pv\":[{\"pv_name\":\"/dev/a\",\"vg_name\":\"v\"}]}]}"]).run {
      _ = try? LVMReport(parsing: $0)
    }
    Fuzz("mdadm", texts: ["MD_DEVICES=2\nMD_UUID=a:b\n"]).run { _ = try? MDMember(parsing: $0) }
    Fuzz("zfs", texts: ["tank\tnone\tunavailable\ttank\n"]).run { _ = try? ZFSListing(parsing: $0) }
  }
}
