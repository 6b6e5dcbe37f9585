"""switch-to-configuration holds its lock: lifeboot does not wait and does not touch anything."""

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
generation 40 kernel a initrd x
generation 41 kernel a initrd x
generation 42 kernel a initrd x
"""
SCRIPT = """
mkdir -p /run/nixos
ls -lR /nix/var/nix/profiles /boot >/run/results/before
flock -n /run/nixos/switch-to-configuration.lock lifeboot prune --keep-last 1 --apply --yes; status=$?
ls -lR /nix/var/nix/profiles /boot >/run/results/after
exit $status
"""


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    outcome = case.guest(machine, case.disk(machine), SCRIPT, firmware=False)
    case.expect(outcome.status in (1, 4), "the status is %s: %s" % (outcome.status, outcome.text("output")))
    case.expect(outcome.text("before") == outcome.text("after"), "something was changed")
