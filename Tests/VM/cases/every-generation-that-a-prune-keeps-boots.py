"""Each entry that is left is chosen once by LoaderEntryOneShot and must come up with its own kernel and initrd."""

from lab import expectation

SKETCH = """
esp 200M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 39 kernel z initrd z                            => release
generation 40 kernel a initrd x specialisation dark:b:z2   => keep
generation 41 kernel b initrd y                            => keep
generation 42 kernel a initrd w                            => keep
"""


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    image, variables = case.disk(machine), case.variables(machine)
    wanted = expectation.of(machine)
    case.succeed(case.guest(machine, image, "lifeboot prune --keep-last 3 --apply --yes", variables=variables))
    case.expect_final(image, machine, wanted)
    for name in wanted.final_entries:
        case.succeed(case.guest(machine, image, "bootctl set-oneshot %s" % name, variables=variables))
        outcome = case.guest(machine, image, variables=variables)
        case.tally.booted += 1
        came = case.booted_generation(outcome, wanted)
        case.expect(came == name, "%s was chosen, %s came up" % (name, came))
