"""Control: temporary, fsync, rename, fsync of the folder is what every installer does, and not safe on vfat."""

from lab import expectation

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
kernel y fake 500K
initrd y fake 400K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd x   => keep
generation 43 kernel y initrd y uninstalled
default 42
"""


def run(case):
    machine = case.machine(SKETCH)
    wanted = expectation.of(machine, new_default=43, arrives=[43])
    recording = case.record(machine, "python3 /lab/recipes.py usual add 43 prune 40", wanted)
    found = case.replay(recording)
    text = " ".join(line for finding in found.broken for line in finding.text)
    case.expect("is empty" in text or "clusters where its size needs" in text, "new files cut short are not caught")
    case.expect("loader.conf" in text, "the replaced loader.conf on a freed chain is not caught")
    case.expect([f for f in found.broken if f.state.startswith("p")], "nothing is caught without reordering")
