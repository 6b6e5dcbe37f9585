import Glibc
import Linux
import Support
import Testing

private let bootOrder = "BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/// A directory as efivarfs shows it.
func sampleVariables() -> Scratch {
  let scratch = Scratch()
  scratch.file(bootOrder, [7, 0, 0, 0, 1, 0, 2, 0])
  scratch.file("LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", [6, 0, 0, 0, 0x73, 0])
  scratch.file(
    "Boot0001-8be4df61-93ca-11d2-aa0d-00e098032b8c", [7, 0, 0, 0] + [UInt8](repeating: 1, count: 5_000))
  scratch.file("Empty-8be4df61-93ca-11d2-aa0d-00e098032b8c", [7, 0, 0, 0])
  return scratch
}

private func name(_ text: String) throws -> EFIVariableName { try #require(EFIVariableName(text)) }

@Suite struct EFIVariablesTests {
  @Test("a directory of variables is listed and read")
  func directory() throws {
    let scratch = sampleVariables()
    scratch.file("README", "no variable")
    scratch.directory("Folder-8be4df61-93ca-11d2-aa0d-00e098032b8c")
    let variables = EFIVariables(directory: scratch.path)
    #expect(variables.areAvailable)
    #expect(try variables.names().map(\.name) == ["Boot0001", "BootOrder", "Empty", "LoaderInfo"])
    #expect(try variables.read(name("BootOrder")) == EFIVariable(attributes: 7, data: [1, 0, 2, 0]))
    #expect(try variables.read(name("Empty")) == EFIVariable(attributes: 7, data: []))
    #expect(try variables.read(name("BootNext")) == nil)
  }

  @Test("a file too short for attributes is an error, a link is not followed")
  func damaged() throws {
    let scratch = sampleVariables()
    scratch.file("Short-8be4df61-93ca-11d2-aa0d-00e098032b8c", [7, 0])
    scratch.link("Link-8be4df61-93ca-11d2-aa0d-00e098032b8c", to: "/etc/passwd")
    let variables = EFIVariables(directory: scratch.path)
    #expect { _ = try variables.read(name("Short")) } throws: { ($0 as? SystemError)?.errno == ENODATA }
    #expect { _ = try variables.read(name("Link")) } throws: { ($0 as? SystemError)?.errno == ELOOP }
  }

  @Test("a directory that is not there has no variables")
  func absent() {
    let variables = EFIVariables(directory: "/no/such/directory")
    #expect(!variables.areAvailable)
    #expect(throws: SystemError.self) { _ = try variables.names() }
  }

  @Test("a variable in a directory is set, shortened and removed; efibootmgr reads it the same")
  func changes() throws {
    let scratch = sampleVariables()
    let root = try Root(at: scratch.path)
    let lease = try WriteLease(in: root, locks: [LockRequest(path: "/lock")])
    let variables = EFIVariables(directory: scratch.path)
    let order = try name("BootOrder")
    try variables.set(order, to: EFIVariable(attributes: 7, data: [2, 0]), lease)
    #expect(try variables.read(order) == EFIVariable(attributes: 7, data: [2, 0]))
    try variables.set(name("BootNext"), to: EFIVariable(attributes: 7, data: [1, 0]), lease)
    if Program.exists("efibootmgr") {
      let theirs = Program.run(["efibootmgr"], environment: ["EFIVARFS_PATH": scratch.path + "/"]).output
      #expect(theirs.contains("BootOrder: 0002\n") && theirs.contains("BootNext: 0001\n"), "\(theirs)")
    } else {
      print("skipped: efibootmgr is not installed")
    }
    try variables.remove(order, lease)
    try variables.remove(order, lease)
    #expect(try variables.read(order) == nil)
  }

  @Test("the variables of real machines can all be read", arguments: ["machine0", "machine1"])
  func realMachines(machine: String) throws {
    let places = ["../shared/", "../../shared/"].map { $0 + "data/efivars/" + machine }
    guard let directory = places.first(where: { access($0, R_OK) == 0 }) else {
      print("skipped: the variables of \(machine) are not beside this checkout")
      return
    }
    let variables = EFIVariables(directory: directory)
    let names = try variables.names()
    #expect(names.count > 20)
    for name in names { #expect(try variables.read(name) != nil) }
  }

  @Test(
    "a file name is a variable's name or it is none",
    arguments: [
      (bootOrder, "BootOrder"), ("a-b-8BE4DF61-93CA-11D2-AA0D-00E098032B8C", "a-b"), ("BootOrder", nil),
      ("-8be4df61-93ca-11d2-aa0d-00e098032b8c", nil), ("x-8be4df61-93ca-11d2-aa0d-00e098032b8", nil),
      ("x-8be4df61-93ca-11d2-aa0d-00e098032b8g", nil), ("x_8be4df61-93ca-11d2-aa0d-00e098032b8c", nil),
      ("", nil), ("é8be4df61-93ca-11d2-aa0d-00e098032b8c", nil),
    ] as [(String, String?)])
  func names(fileName: String, name: String?) {
    #expect(EFIVariableName(fileName: fileName)?.name == name)
  }
}
