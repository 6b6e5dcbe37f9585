"""Names by content and boot counting: the loader renames the entry it tries, and the prune runs meanwhile."""

import re

from lab import disk

SKETCH = """
esp 160M fat32 cluster 2K
era D
installer collects-first counting 3
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z             => release
generation 41 kernel a initrd x             => keep
generation 42 kernel b initrd y counted 3   => keep
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"


def run(case):
    case.needs_lifeboot("prune")
    recording = case.record(SKETCH, PRUNE, firmware=True)
    found = case.replay(recording)
    # The log begins with the loader's own rename, by the firmware's FAT driver: cut there, the entry can be gone
    # before lifeboot runs. Linux's first write is the dirty flag.
    boot_sector = disk.partition(recording.machine, "esp").start
    ours = next(write.index for write in recording.boot if write.offset == boot_sector and write.data)
    found.broken = [one for one in found.broken if int(re.match(r"[a-z](\d+)", one.state)[1]) >= ours]
    case.expect_whole(recording, found)
    found.names = [name for name in found.names if int(re.match(r"[a-z](\d+)", name)[1]) >= ours]
    case.boot_states(recording, found, then=PRUNE)
    names = case.names_on(recording.folder / "after.img", recording.machine, "/loader/entries")
    counted = [name for name in names if "+" in name]
    case.expect(counted and counted[0].endswith("+2-1.conf"), "the counter is lost: %s" % " ".join(names))
