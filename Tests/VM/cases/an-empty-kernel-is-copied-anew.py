"""The default's kernel has no bytes, as a rename without fsync leaves it on vfat."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
damage kernel:42 empty
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["next-boot-broken"], comes_before=None))
