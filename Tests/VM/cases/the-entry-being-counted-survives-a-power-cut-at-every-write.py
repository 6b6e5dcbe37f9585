"""Names by content and boot counting: the loader renames the entry it tries, and the prune runs meanwhile."""

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
    recording = case.power_cuts(SKETCH, PRUNE, firmware=True)
    names = case.names_on(recording.folder / "after.img", recording.machine, "/loader/entries")
    counted = [name for name in names if "+" in name]
    case.expect(counted and counted[0].endswith("+2-1.conf"), "the counter is lost: %s" % " ".join(names))
