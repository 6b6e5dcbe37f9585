import BootCore
import Support
import Testing

@Suite struct RetentionTests {
  @Test(
    "reasons add up, and a generation goes only if it has none",
    arguments: [
      """
      # the entry that alone starts what stays is needed, though it failed
      policy last 1
      generation 39 kernel a initrd x counted 0-3 ⇒ keep (its entry alone starts the system of generation 40)
      generation 40 kernel a initrd x as 39 pinned uninstalled ⇒ keep (pinned)
      generation 41 kernel b                   ⇒ keep
      generation 42 kernel c                   ⇒ keep
      """,
      """
      # what cannot be judged stays while fewer than two are known to boot
      policy last 1
      generation 40 kernel a option quiet      ⇒ keep (not judged while fewer than two are known to boot)
      generation 41 kernel a option quiet      ⇒ keep (not judged while fewer than two are known to boot)
      generation 42 kernel b                   ⇒ keep (booted, activated, current, loader default, last 1)
      """,
      """
      # and goes like any other where two are
      policy last 1
      generation 40 kernel a option quiet      ⇒ retire
      generation 41 kernel a                   ⇒ keep (one of two verified bootable generations)
      generation 42 kernel b                   ⇒ keep (booted, activated, current, loader default, last 1)
      """,
      """
      # two links to one system are one way back
      policy last 2
      generation 40 kernel a                   ⇒ keep (one of two verified bootable generations)
      generation 41 kernel b                   ⇒ keep
      generation 42 as 41                      ⇒ keep
      """,
      """
      policy last 2, daily 3
      generation 40 kernel a aged 9            ⇒ retire
      generation 41 kernel a aged 4            ⇒ keep (daily 3)
      generation 42 kernel a aged 3            ⇒ keep (last 2, daily 3)
      generation 43 kernel a aged 1            ⇒ keep (booted, activated, current, loader default, last 2, daily 3)
      """,
      """
      policy last 1
      generation 38 kernel a held /nix/var/nix/gcroots/keep ⇒ keep (kept by hand: /nix/var/nix/gcroots/keep)
      generation 40 kernel a pinned            ⇒ keep (pinned)
      generation 41 kernel a                   ⇒ retire
      generation 42 kernel b booted            ⇒ keep (booted)
      generation 43 kernel b                   ⇒ retire
      generation 44 kernel b activated         ⇒ keep (activated)
      generation 45 kernel c                   ⇒ keep (current, loader default, last 1)
      """,
      """
      # after a rollback the rule counts what was rolled back from; Nix would not
      policy last 2
      current 41
      default 41
      generation 41 kernel a                   ⇒ keep (booted, activated, current, loader default)
      generation 42 kernel a                   ⇒ keep (last 2)
      generation 43 kernel a                   ⇒ keep (last 2)
      """,
      """
      policy last 1
      nvram LoaderEntryOneShot entry:40
      nvram LoaderEntryDefault entry:41
      nvram LoaderEntrySelected entry:42
      generation 40 kernel a                   ⇒ keep (next boot)
      generation 41 kernel a                   ⇒ keep (loader default)
      generation 42 kernel a                   ⇒ keep (booted entry)
      generation 43 kernel a                   ⇒ retire
      generation 44 kernel a                   ⇒ keep (booted, activated, current, configured default, last 1)
      """,
      """
      policy good 1
      installer D counting 3
      generation 40 kernel a                   ⇒ retire
      generation 41 kernel a counted 3         ⇒ retire
      generation 42 kernel a                   ⇒ keep (good 1)
      generation 43 kernel a counted 2-1       ⇒ keep (booted, activated, current, loader default)
      nvram LoaderEntryDefault entry:43
      default 43
      """,
      """
      policy good 1
      generation 40 kernel a good              ⇒ keep (good 1)
      generation 41 kernel a                   ⇒ retire
      generation 42 kernel a                   ⇒ keep
      """,
      """
      # rules count in each profile by itself
      policy last 1
      generation 1 profile work kernel a       ⇒ retire
      generation 2 profile work kernel a       ⇒ keep (current, last 1)
      generation 41 kernel a                   ⇒ retire
      generation 42 kernel b                   ⇒ keep
      """,
      """
      # what runs is a specialisation
      policy last 1
      booted 40 specialisation lts
      generation 40 kernel a specialisation lts:b:y  ⇒ keep (booted)
      generation 41 kernel a                         ⇒ retire
      generation 42 kernel a                         ⇒ keep
      """,
    ])
  func reasons(text: String) throws {
    #expect(try MachineSketch(text).mismatches() == [])
  }

  @Test(
    "two that boot stay, the default profile's newest first",
    arguments: [
      """
      policy good 1
      generation 40 kernel a                   ⇒ retire
      generation 41 kernel b                   ⇒ keep (one of two verified bootable generations)
      generation 42 kernel c                   ⇒ keep
      """,
      """
      policy good 1
      kernel d 10M cut 1M
      generation 40 kernel a                   ⇒ retire
      generation 41 kernel b                   ⇒ keep (one of two verified bootable generations)
      generation 42 kernel c                   ⇒ keep
      generation 8 profile work kernel a       ⇒ retire
      generation 9 profile work kernel d       ⇒ keep
      """,
      """
      # the current one cannot boot, so it does not count
      policy last 1
      kernel c 10M cut 1M
      default 41
      generation 39 kernel a                   ⇒ retire
      generation 40 kernel a                   ⇒ keep (one of two verified bootable generations)
      generation 41 kernel b                   ⇒ keep (loader default)
      generation 42 kernel c                   ⇒ keep (booted, activated, current, last 1)
      """,
      """
      # one that failed to boot does not count
      policy last 1
      generation 39 kernel a                   ⇒ retire
      generation 40 kernel a                   ⇒ keep (one of two verified bootable generations)
      generation 41 kernel b counted 0-3       ⇒ retire
      generation 42 kernel c                   ⇒ keep (booted, activated, current, loader default, last 1)
      """,
    ])
  func twoBootable(text: String) throws {
    #expect(try MachineSketch(text).mismatches() == [])
  }

  @Test func `shortening takes what a rule wants least`() throws {
    let sketch = try MachineSketch(
      """
      policy last 4
      generation 40
      generation 41
      generation 42
      generation 43
      """)
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    let retention = Retention(sketch.snapshot, map: map, policy: sketch.policy)
    #expect(retention.keepCount(of: "last") == 4)
    #expect(retention.judge(shortened: ["last": 1]).released.map(\.generation.number) == [40])
    #expect(retention.judge(shortened: ["last": 2]).released.map(\.generation.number) == [40, 41])
    #expect(retention.judge(shortened: ["last": 99]).released.map(\.generation.number) == [40, 41])
    #expect(retention.judge(shortened: ["daily": 99]).released.isEmpty)
  }

  @Test func `where Nix would keep one more, the reason says so`() throws {
    let sketch = try MachineSketch(
      """
      policy within 2d
      generation 40 aged 9
      generation 41 aged 5
      generation 42 aged 1
      generation 43 aged 6h
      """)
    let released = sketch.outcome().verdict.released
    #expect(released.map(\.generation.number) == [40, 41])
    #expect(!released[0].because.contains("nix-collect-garbage"))
    #expect(released[1].because.contains("nix-collect-garbage --delete-older-than 2d would keep it"))
  }
}
