import BootCore
import Testing

@Suite struct KnownErrorTests {
  @Test(
    "what a program says is explained with the next step",
    arguments: [
      ("Failed to open dbus connection", "no session bus"),
      ("error: cannot pivot old root directory onto '/nix/store/x'", "sandbox"),
      ("/boot is not a mounted partition. Is the path configured correctly?", "not mounted"),
      ("EFI variables are not supported on this system.", "not started by UEFI"),
      ("Could not prepare Boot variable: No space left on device", "memory for variables"),
      ("OSError: [Errno 28] No space left on device: '/boot/EFI/nixos/x'", "before they delete"),
      ("this system does not support the kernel namespaces that are required for sandboxing", "namespaces"),
      ("failed to create initrd secrets: No such file or directory", "secret"),
      ("chroot: failed to run command '/x/activate': Exec format error", "another processor"),
      ("No key available with this passphrase.", "passphrase is wrong"),
      ("Key load error: Incorrect key provided for 'tank/root'.", "passphrase is wrong"),
      ("cannot import 'tank': pool was previously in use from another system.", "did not export"),
      ("umount: /mnt: target is busy.", "still uses it"),
      ("FileExistsError: [Errno 17] File exists: '/boot/loader/loader.tmp'", "cut short"),
      ("Could not acquire lock", "another rebuild"),
      ("Failed to create EFI Boot variable entry: No such file or directory", "not mounted"),
      ("Could not find any previously installed systemd-boot", "no systemd-boot"),
    ])
  func explained(complaint: String, meaning: String) throws {
    let known = try #require(KnownError.explaining("warning: x\n" + complaint + "\n"))
    #expect(known.meaning.contains(meaning))
    #expect(!known.next.isEmpty)
  }

  @Test func `what nobody has written down is left as it is`() {
    #expect(KnownError.explaining("segmentation fault") == nil)
    #expect(KnownError.explaining("") == nil)
  }

  @Test func `no row hides another that says more`() {
    for (index, row) in KnownError.table.enumerated() {
      let own = row.words.joined(separator: " ")
      #expect(KnownError.explaining(own)?.words == row.words, "row \(index): \(own)")
    }
  }
}
