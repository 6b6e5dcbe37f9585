"""The disk refuses each write to one sector, which a prune needs: the machine boots, and without the fault it finishes."""

import random

from lab import expectation

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes"
# What the failing run may end with: done before it mattered, an error, refused, stale, half-way.
STATUSES = (0, 1, 4, 5, 6)
THEN = PRUNE + " || exit; lifeboot check; [ $? -le 1 ]"
LEFT = "the entry nixos-generation-40.conf its chain ends on a free cluster"
AS_SAID = PRUNE + " && exit 9; rm /boot/loader/entries/nixos-generation-40.conf; " + THEN


def run(case):
    case.needs_lifeboot("prune")
    recording = case.record(SKETCH, PRUNE)
    machine, wanted = recording.machine, recording.wanted
    sectors = sorted({write.offset // 512 + index for write in recording.boot for index in range(write.sectors)})
    number = 4 if case.level.name == "smoke" else len(sectors)
    for sector in random.Random(case.round).sample(sectors, min(number, len(sectors))):
        if not case.time_left():
            break
        image = case.disk(machine)
        outcome = case.guest(machine, image, PRUNE, firmware=False, bad_sector=sector)
        where = "sector %d: " % sector
        case.expect(outcome.booted, where + "no userspace; console in %s" % outcome.folder)
        case.expect(outcome.status in STATUSES, where + "status %s: %s" % (outcome.status, outcome.text("output")))
        # The disk took the table and refused the folder: the name that goes is left on a chain that is free. No order of
        # calls takes the name back. fsck.fat makes an empty file of it, which lifeboot does not judge: it says so.
        found = case.judge(image, machine, wanted).judge().broken
        broken = [line for line in found if line != LEFT]
        case.expect(not broken, where + "; ".join(broken))
        then = AS_SAID if LEFT in found else THEN
        again = case.succeed(case.guest(machine, image, then, environment={"LAB_FSCK": "1"}))
        case.booted_generation(again, wanted)
        case.tally.booted += 1
        case.expect_final(image, machine, wanted, after_cut=True)
        image.unlink()
