"""LoaderEntryDefault names a generation that the policy would release, while another one is booted."""

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 39 kernel z initrd z   => release
generation 40 kernel b initrd w   => keep
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
nvram LoaderEntryDefault nixos-generation-40.conf
nvram LoaderEntryOneShot nixos-generation-42.conf
"""


def run(case):
    from lab import expectation
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    image, variables = case.disk(machine), case.variables(machine)
    wanted = expectation.of(machine)
    first = case.succeed(case.guest(machine, image, "lifeboot prune --keep-last 2 --apply --yes", variables=variables))
    case.expect(case.booted_generation(first, wanted) == "nixos-generation-42.conf", "the one-shot entry was not taken")
    case.expect_final(image, machine, wanted)
    second = case.succeed(case.guest(machine, image, "lifeboot check; [ $? -le 1 ]", variables=variables))
    case.expect(case.booted_generation(second, wanted) == "nixos-generation-40.conf", "the default was not taken")
