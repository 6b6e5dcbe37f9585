import Glibc
import Linux
import Testing

/// libefivar takes its directory from the environment when a process is loaded, so each test is a process
/// of its own, and one at a time: they inherit the environment of this one. Other tests would see it as
/// well, so these run only when they are alone: LIFEBOOT_ALONE=1 swift test --filter LibefivarTests.
@Suite(
  .serialized,
  .enabled(
    if: getenv("LIFEBOOT_ALONE") != nil, "they change the environment: LIFEBOOT_ALONE=1 runs them alone"))
struct LibefivarTests {
  @Test("libefivar and our reading of the same directory agree")
  func agreement() async {
    let scratch = sampleVariables()
    setenv("EFIVARFS_PATH", scratch.path + "/", 1)
    defer { unsetenv("EFIVARFS_PATH") }
    await #expect(processExitsWith: .exitCode(3)) {
      let theirs = EFIVariables.ofThisMachine()
      let ours = EFIVariables(directory: String(cString: getenv("EFIVARFS_PATH")))
      let names = try theirs.names()
      var agree = try theirs.areAvailable && names.count == 4 && names == ours.names()
      for name in names { agree = try agree && theirs.read(name) == ours.read(name) }
      let missing = EFIVariableName("BootNext")
      if let missing { agree = try agree && theirs.read(missing) == nil }
      exit(agree ? 3 : 4)
    }
  }

  @Test(
    "libefivar sets, shortens and removes in the directory of EFIVARFS_PATH, slash or none",
    arguments: ["/", ""])
  func changesByLibefivar(slash: String) async {
    let scratch = sampleVariables()
    setenv("EFIVARFS_PATH", scratch.path + slash, 1)
    defer { unsetenv("EFIVARFS_PATH") }
    await #expect(processExitsWith: .exitCode(3)) {
      let path = String(cString: getenv("EFIVARFS_PATH"))
      let lock = LockRequest(path: path + (path.hasSuffix("/") ? "" : "/") + "lock")
      let lease = try WriteLease(in: Root(), locks: [lock])
      guard let order = EFIVariableName("BootOrder") else { exit(5) }
      let machine = EFIVariables.ofThisMachine()
      let shorter = EFIVariable(attributes: 7, data: [9, 0])
      try machine.set(order, to: shorter, lease)
      let isSet = try machine.read(order) == shorter
      try machine.remove(order, lease)
      try machine.remove(order, lease)
      exit(try isSet && machine.read(order) == nil ? 3 : 4)
    }
  }
}
