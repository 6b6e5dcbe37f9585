"""The kernel remounted /boot read-only after an error: no link may go either."""

from lab import disk

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
generation 40 kernel a initrd x
generation 41 kernel a initrd x
generation 42 kernel a initrd x
"""
SCRIPT = """
mount -o remount,ro /boot
ls -l /nix/var/nix/profiles >/run/results/before
lifeboot prune --keep-last 1 --apply --yes; status=$?
ls -l /nix/var/nix/profiles >/run/results/after
lifeboot status >/run/results/status || true
exit $status
"""


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    image = case.disk(machine)
    outcome = case.guest(machine, image, SCRIPT, firmware=False)
    case.expect(outcome.status in (1, 4), "the status is %s: %s" % (outcome.status, outcome.text("output")))
    case.expect("read-only" in outcome.text("output"), "the message does not say read-only: " + outcome.text("output"))
    case.expect(outcome.text("before") == outcome.text("after"), "a link was removed")
    part = disk.partition(machine, "esp")
    before, after = (open(path, "rb").read()[part.start + 512 * 32:part.start + part.size]
                     for path in (disk.built(machine), image))
    case.expect(before == after, "the partition was written to")
