import Formats
import Testing

@Suite struct InstallerWrapperTests {
  private static let store = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz"

  @Test(
    "the builder is the program that gets the wrapper's arguments",
    arguments: [
      "#!/nix/store/x/bin/bash\n\(store)-systemd-boot \"$@\"\n\n",
      "#!/nix/store/x/bin/bash\nset -euo pipefail\n  \(store)-systemd-boot/bin/systemd-boot \"$@\"\necho extra \"$@\"\n",
      "#!/nix/store/x/bin/bash\n\(store)-systemd-boot-builder.py \"$@\"",
    ])
  func builder(script: String) throws {
    let wrapper = try #require(try InstallerWrapper.find(in: Array(script.utf8)))
    #expect(wrapper.builder.name.hasPrefix("systemd-boot"))
    #expect(script.contains("\(wrapper.builder) \"$@\""))
  }

  @Test(
    "other installers have none",
    arguments: [
      "", "#!/bin/sh\n\(store)-lzbt/bin/lzbt install --system x \"$@\"\n",
      "\(store)-extlinux-conf-builder.sh \"$@\"\n",
      "\(store)-systemd-boot -x \"$@\"\n", "\(store)-systemd-boot\n", "/usr/bin/systemd-boot \"$@\"\n",
      "# \(store)-systemd-boot \"$@\"",
    ])
  func none(script: String) throws {
    #expect(try InstallerWrapper.find(in: Array(script.utf8)) == nil)
  }

  @Test func `any bytes are read or refused`() {
    Fuzz(
      "installer wrapper", texts: ["#!/bin/sh\n\(Self.store)-systemd-boot \"$@\"\n"],
      dictionary: ["\"$@\"", " ", "\n"]
    ).run { bytes in
      _ = try? InstallerWrapper.find(in: bytes)
    }
  }
}
