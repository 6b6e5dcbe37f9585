"""The reason lifeboot exists: the installer fails half-way, lifeboot makes room, the installer succeeds, it boots."""

from lab import expectation

# Generation 43 is new and does not fit before 39 and 40 are gone.
SKETCH = """
esp 160M fat32 cluster 2K free 1M
@ERA@
kernel z fake 9M
initrd z fake 5M
initrd w fake 5M
generation 39 kernel z initrd w   => release
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
generation 43 kernel b initrd v uninstalled
default 42
current 43
"""
ERAS = ["era C", "era D\ninstaller collects-last", "era B"]
SCRIPT = """
top=$(readlink -f /nix/var/nix/profiles/system)
$top/bin/switch-to-configuration boot && { echo "the installer should have failed"; exit 99; }
ls -R /boot >/run/results/after-failure
lifeboot fit $top; echo "fit: $?"
lifeboot prune --keep-last 3 --apply --yes || exit
lifeboot fit $top || { echo "fit says $?"; exit 98; }
$top/bin/switch-to-configuration boot || exit 97
lifeboot check; [ $? -le 1 ]
"""
MINUTES = 1


def run(case):
    case.needs_lifeboot("prune", "fit")
    for era in ERAS[:2] if case.level.name == "smoke" else ERAS:
        machine = case.machine(SKETCH.replace("@ERA@", era))
        image, variables = case.disk(machine), case.variables(machine)
        wanted = expectation.of(machine, new_default=43, arrives=[43])
        case.succeed(case.guest(machine, image, SCRIPT, variables=variables))
        case.expect_final(image, machine, wanted)
        second = case.succeed(case.guest(machine, image, "lifeboot check; [ $? -le 1 ]", variables=variables))
        came = case.booted_generation(second, wanted)
        case.expect(came == machine.entry(machine.generation(43))[0].lower(), "%s: %s came up" % (era, came))
