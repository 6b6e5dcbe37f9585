"""The newest generation's entry is gone and loader.conf still names it: the machine comes up with the one before."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
damage entry:42 gone
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["current-unlisted"], comes_before="nixos-generation-41.conf",
                        defaults=["nixos-generation-41.conf"]))
