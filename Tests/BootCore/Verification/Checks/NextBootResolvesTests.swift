import BootCore
import Testing

@Suite struct NextBootResolvesTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "whole",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "nothing to boot",
        """
        generation 42 uninstalled
        default none
        """, finds: "critical next-boot-nothing boot menu"),
      CheckedSketch(
        "nothing but what the loader offers by itself",
        """
        generation 42 uninstalled
        default none
        windows
        """, finds: "critical next-boot-nothing boot menu"),
      CheckedSketch(
        "an initrd cut short",
        """
        initrd y 30M cut 1M
        generation 41
        generation 42 initrd y
        """, finds: "critical next-boot-broken nixos-generation-42.conf"),
      CheckedSketch(
        "a default that is missing",
        """
        default = nixos-generation-99.conf
        generation 41
        generation 42 kernel b
        """, finds: "warning default-missing default in loader.conf"),
      CheckedSketch(
        "its kernel is missing, so it is not in the menu",
        """
        kernel b 10M lost
        generation 41
        generation 42 kernel b
        """, finds: "warning default-missing default in loader.conf"),
      CheckedSketch(
        "a variable that names nothing",
        """
        nvram LoaderEntryDefault nixos-generation-7.conf
        generation 41
        generation 42 kernel b
        """, finds: "warning default-missing LoaderEntryDefault"),
      CheckedSketch(
        "a one-shot that names nothing",
        """
        nvram LoaderEntryOneShot gone.conf
        generation 41
        generation 42 kernel b
        """, finds: "warning default-missing LoaderEntryOneShot"),
      CheckedSketch(
        "preferred passes over what failed",
        """
        era D
        generation 41
        generation 42 kernel b counted 0-3
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: NextBootResolves.self) == sketch.findings)
  }
}
