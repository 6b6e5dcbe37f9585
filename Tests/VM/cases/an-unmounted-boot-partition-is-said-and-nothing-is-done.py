"""/boot is not mounted: no generation may go, for its entry could not be retired with it."""

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
generation 40 kernel a initrd x
generation 41 kernel a initrd x
generation 42 kernel a initrd x
"""
SCRIPT = """
@BEFORE@
ls -l /nix/var/nix/profiles >/run/results/before; find /boot >>/run/results/before
lifeboot prune --keep-last 1 --apply --yes; status=$?
ls -l /nix/var/nix/profiles >/run/results/after; find /boot >>/run/results/after
exit $status
"""
# An installer that ran with /boot unmounted leaves its files on the root file system.
STRAY = "mkdir -p /boot/loader/entries /boot/EFI/nixos; echo title NixOS >/boot/loader/entries/nixos-generation-42.conf"


def run(case):
    case.needs_lifeboot("prune")
    for before in ("true", STRAY):
        machine = case.machine(SKETCH)
        outcome = case.guest(machine, case.disk(machine), SCRIPT.replace("@BEFORE@", before), firmware=False,
                             environment={"LAB_UNMOUNTED": "1"})
        case.expect(outcome.status in (1, 4), "the status is %s: %s" % (outcome.status, outcome.text("output")))
        case.expect("mount" in outcome.text("output"), "the message does not speak of mounting: " + outcome.text("output"))
        case.expect(outcome.text("before") == outcome.text("after"), "something was changed")
