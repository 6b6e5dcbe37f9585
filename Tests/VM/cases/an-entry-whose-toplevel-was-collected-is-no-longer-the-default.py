"""The default's toplevel was collected: its entry is there, its kernel starts, and finds no init."""

from lab.mend import Broken, mended

SKETCH = """
esp 200M fat32 cluster 2K
generation 40 kernel c initrd z unlinked
generation 41 kernel a initrd x
generation 42 kernel b initrd y
default 40
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["next-boot-broken"], remains=["entry-stale"], comes_before=None, learn=True,
                        defaults=["nixos-generation-42.conf"]))
