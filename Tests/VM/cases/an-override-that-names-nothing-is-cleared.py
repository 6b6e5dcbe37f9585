"""LoaderEntryDefault was set by a key in the menu, and names a generation that has gone since."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
nvram LoaderEntryDefault nixos-generation-39.conf
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["default-missing"], writes=["LoaderEntryDefault"]))
