import Formats
import Testing

@Suite struct BootspecSynthesisTests {
  private static let files = BootspecSynthesis(
    toplevel: "/nix/store/t", system: "x86_64-linux", nixosVersion: "22.05.4694.380be19fbd2",
    kernelVersion: "5.15.86",
    kernelParams: "loglevel=4  root=fstab", kernel: "/nix/store/k/bzImage", initrd: "/nix/store/i/initrd",
    hasSecretsAppender: true)

  @Test func `the files of a toplevel make the document that NixOS would have written`() {
    let spec = Self.files.bootspec()
    #expect(spec.label == "NixOS 22.05.4694.380be19fbd2 (Linux 5.15.86)")
    #expect(spec.`init` == "/nix/store/t/init")
    #expect(spec.kernelParams == ["loglevel=4", "root=fstab"])
    #expect(spec.initrdSecrets == "/nix/store/t/append-initrd-secrets")
    #expect(spec.sortKey == nil)
    #expect(spec.specialisations.isEmpty)
  }

  @Test func `newlines at the end of files do not count and missing files are absent`() {
    var files = Self.files
    files.nixosVersion += "\n"
    files.system += "\n"
    files.kernelParams = "quiet\n"
    files.initrd = nil
    files.hasSecretsAppender = false
    let inner = Bootspec.Specialisation(name: "x", bootspec: files.bootspec())
    let spec = files.bootspec(specialisations: [inner])
    #expect(spec.label == "NixOS 22.05.4694.380be19fbd2 (Linux 5.15.86)")
    #expect(spec.system == "x86_64-linux")
    #expect(spec.kernelParams == ["quiet"])
    #expect(spec.initrd == nil)
    #expect(spec.initrdSecrets == nil)
    #expect(spec.specialisations == [inner])
  }
}
