import Formats
import Support
import Testing

/// The inputs with which libFuzzer reached most of each parser, one a line in hexadecimal (`Tests/Fuzz/Corpus`).
///
/// They stay as they are read today, whoever changes a parser: no input may end the process, and what can be read and
/// written again must come out the same.
@Suite struct FuzzCorpusTests {
  private static func inputs(_ name: String) throws -> [[UInt8]] {
    let bytes = try #require(Checkout.bytes("Tests/Fuzz/Corpus/\(name).hex"))
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
      let digits = Array(line.utf8)
      return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
        UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
      }
    }
  }

  @Test func `a load option that can be read is written as it was`() throws {
    let read = try Self.inputs("LoadOption").compactMap { bytes in
      (try? LoadOption(parsing: bytes)).map { ($0.bytes, bytes) }
    }
    #expect(read.count > 10)
    #expect(read.allSatisfy { $0.0 == $0.1 })
  }

  @Test func `device paths are read or refused`() throws {
    let inputs = try Self.inputs("DevicePath")
    let texts = inputs.compactMap { bytes in (try? DevicePath(parsing: bytes))?.text }
    #expect(texts.count > 10 && texts.count < inputs.count)
  }

  @Test func `programs are read or refused`() throws {
    for bytes in try Self.inputs("PE") {
      _ = try? PEHeader(parsing: bytes)
      _ = try? KernelImage(parsing: bytes)
      _ = LoaderBinary(recognising: bytes)
    }
  }

  @Test func `what programs of storage answer is read or refused`() throws {
    let reports = try Self.inputs("LVMReport")
    let groups = reports.compactMap { try? LVMReport(parsing: $0) }
    #expect(groups.count > 5 && groups.count < reports.count)
    #expect(groups.contains { $0.groups == ["a": "v", "b": "v"] })
    let members = try Self.inputs("MDMember")
    let counts = members.compactMap { try? MDMember(parsing: $0) }.compactMap(\.deviceCount)
    #expect(counts.contains(2) && counts.allSatisfy { $0 >= 0 })
    let listings = try Self.inputs("ZFSListing")
    let datasets = listings.compactMap { try? ZFSListing(parsing: $0) }.flatMap(\.datasets)
    #expect(datasets.contains { $0.lockedBy == "tank" } && datasets.contains { $0.lockedBy == nil })
    #expect(listings.contains { (try? ZFSListing(parsing: $0)) == nil })
  }

  @Test func `what GRUB's installer is told is read or refused`() throws {
    let inputs = try Self.inputs("GrubConfiguration")
    let read = inputs.compactMap { try? GrubConfiguration(parsing: $0) }
    #expect(!read.isEmpty && read.count < inputs.count && read.contains { $0.efiSysMountPoint == "/e" })
  }

  @Test func `entries that can be read have a text that reads the same`() throws {
    let read = try Self.inputs("Type1Entry").compactMap { try? Type1Entry(parsing: $0) }
    #expect(read.count > 10)
    for entry in read {
      let fields = entry.fields.map { Type1Entry.Field(key: $0.key, value: $0.value) }
      guard let text = try? Type1Entry.text(of: fields, ending: .newline) else { continue }
      #expect(try Type1Entry(parsing: text).fields.map(\.value) == entry.fields.map(\.value))
    }
  }
}
