import Formats
import Testing

@Suite struct BootspecTests {
  private static let v1 = """
    {"init":"/nix/store/t/init","initrd":"/nix/store/i/initrd","initrdSecrets":"/nix/store/s/append",\
    "kernel":"/nix/store/k/bzImage","kernelParams":["loglevel=4","root=fstab"],"label":"NixOS 25.11 (Linux 6.12.57)",\
    "system":"x86_64-linux","toplevel":"/nix/store/t"}
    """
  private static let full = """
    {"org.nixos.bootspec.v1":\(v1),
     "org.nixos.extra-initrd.v1":{"paths":["/EFI/extra.img"]},
     "org.nixos.specialisation.v1":{
       "zeta":{"org.nixos.bootspec.v1":\(v1)},
       "alpha":{"org.nixos.bootspec.v1":\(v1),"org.nixos.specialisation.v1":{"inner":{"org.nixos.bootspec.v1":\(v1)}},
                "org.nixos.systemd-boot":{"sortKey":"special"}}},
     "org.nixos.systemd-boot":{"devicetree":"/nix/store/d/x.dtb","sortKey":"nixos"},
     "com.example.unknown":{"anything":[null]}}
    """

  @Test func `a document of version 1 gives all its members`() throws {
    let spec = try Bootspec(Self.full)
    #expect(spec.system == "x86_64-linux")
    #expect(spec.label == "NixOS 25.11 (Linux 6.12.57)")
    #expect(spec.toplevel == "/nix/store/t")
    #expect(spec.`init` == "/nix/store/t/init")
    #expect(spec.kernel == "/nix/store/k/bzImage")
    #expect(spec.kernelParams == ["loglevel=4", "root=fstab"])
    #expect(spec.initrd == "/nix/store/i/initrd")
    #expect(spec.initrdSecrets == "/nix/store/s/append")
    #expect(spec.sortKey == "nixos")
    #expect(spec.devicetree == "/nix/store/d/x.dtb")
    #expect(spec.extraInitrds == ["/EFI/extra.img"])
    #expect(spec.specialisations.map(\.name) == ["zeta", "alpha"])
    #expect(spec.specialisations.last?.bootspec.sortKey == "special")
    #expect(spec.specialisations.last?.bootspec.specialisations.map(\.name) == ["inner"])
  }

  @Test func `optional members may be missing`() throws {
    let spec = try Bootspec(
      #"{"org.nixos.bootspec.v1":{"init":"i","kernel":"k","kernelParams":[],"label":"l","system":"s","toplevel":"t"}}"#
    )
    #expect(spec.initrd == nil)
    #expect(spec.initrdSecrets == nil)
    #expect(spec.sortKey == nil)
    #expect(spec.specialisations.isEmpty)
    #expect(
      spec == Bootspec(system: "s", label: "l", toplevel: "t", init: "i", kernel: "k", kernelParams: []))
  }

  @Test(
    "a wrong document is refused with the key",
    arguments: [
      ("{}", "org.nixos.bootspec.v1 is missing"),
      ("[]", "the document is of the kind array and not object"),
      (#"{"org.nixos.bootspec.v1":1}"#, "org.nixos.bootspec.v1 is of the kind number and not object"),
      (#"{"org.nixos.bootspec.v1":{}}"#, "org.nixos.bootspec.v1.system is missing"),
      (
        full.replacing("\"sortKey\":\"nixos\"", with: "\"sortKey\":null"),
        "org.nixos.systemd-boot.sortKey is of the kind null and not string"
      ),
      (
        full.replacing("\"loglevel=4\"", with: "4"),
        "an element of org.nixos.bootspec.v1.kernelParams is of the kind number and not string"
      ),
      (
        full.replacing("{\"sortKey\":\"special\"}", with: "{\"sortKey\":1}"),
        "org.nixos.specialisation.v1.alpha.org.nixos.systemd-boot.sortKey is of the kind number and not string"
      ),
      (
        full.replacing("[\"/EFI/extra.img\"]", with: "{}"),
        "org.nixos.extra-initrd.v1.paths is of the kind object and not array"
      ),
    ])
  func refusal(json: String, problem: String) {
    let error = #expect(throws: FormatError.self) { try Bootspec(json) }
    #expect(error?.problem == problem)
    #expect(error?.format == "boot.json")
    #expect(error?.position != nil)
  }

  @Test func `the preview form of 22_11 is an error of its own`() {
    let error = #expect(throws: FormatError.self) { try Bootspec(#"{"v1":{"kernel":"/nix/store/k"}}"#) }
    #expect(error == Bootspec.previewForm)
  }

  @Test func `endless specialisations of specialisations are refused`() {
    let open = String(
      repeating: "{\"org.nixos.bootspec.v1\":\(Self.v1),\"org.nixos.specialisation.v1\":{\"x\":", count: 1_000
    )
    #expect(throws: FormatError.self) { try Bootspec(open) }
  }

  @Test func `any bytes are read or refused`() {
    Fuzz(
      "boot.json", texts: [Self.full], rounds: 3_000,
      dictionary: ["null", "{}", "\"v1\":", "[", "\"toplevel\""]
    ).run { bytes in
      guard let spec = try? Bootspec(parsing: bytes) else { return }
      #expect(spec.kernelParams.count < bytes.count)
    }
  }
}

extension Bootspec {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}
