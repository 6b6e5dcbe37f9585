"""lifeboot and NixOS's installer agree on what belongs there, and nix-env on which generations exist."""

SKETCH = """
esp 100M fat32 cluster 1K
era @ERA@
kernel a fake 200K
initrd x fake 100K
kernel b fake 300K
initrd y fake 150K
generation 38 kernel a initrd y
generation 39 kernel b initrd x specialisation dark:a:y
generation 40 kernel a initrd x
generation 41 kernel a initrd y specialisation dark:b:y
generation 42 kernel b initrd y
generation 7 kernel a initrd x profile web
generation 8 kernel b initrd x profile web
"""
SCRIPT = """
lifeboot prune --keep-last 2 --apply --yes || exit
nix-env --list-generations -p /nix/var/nix/profiles/system >/run/results/list
cd /boot; find . -type f | sort | xargs sha1sum >/run/results/before
LAB_TRACE=/run/results/trace /nix/var/nix/profiles/system/bin/switch-to-configuration boot || exit 97
find . -type f | sort | xargs sha1sum >/run/results/after
lifeboot prune --keep-last 2 --apply --yes || exit 96
find . -type f | sort | xargs sha1sum >/run/results/again
"""


def run(case):
    case.needs_lifeboot("prune")
    for era in "CD":
        machine = case.machine(SKETCH.replace("@ERA@", era))
        outcome = case.succeed(case.guest(machine, case.disk(machine), SCRIPT, firmware=False))
        numbers = [line.split()[0] for line in outcome.text("list").splitlines()]
        case.expect(numbers == ["41", "42"], "era %s: nix-env lists %s" % (era, numbers))
        case.expect(outcome.text("before") == outcome.text("after"), "era %s: the installer changed something" % era)
        case.expect(outcome.text("before") == outcome.text("again"), "era %s: a second prune changed something" % era)
        case.expect('"removed"' not in outcome.text("trace"), "era %s: the installer found garbage" % era)
        case.expect(not any(line for line in outcome.text("trace").splitlines()
                            if '"copied"' in line and "/EFI/nixos" in line and "secrets" in line),
                    "era %s: the installer copied again" % era)
