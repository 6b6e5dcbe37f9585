"""The default's initrd was cut short by a power cut under NixOS's installer; the store has it whole."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
damage initrd:42 cut 1M
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["next-boot-broken"], comes_before=None))
