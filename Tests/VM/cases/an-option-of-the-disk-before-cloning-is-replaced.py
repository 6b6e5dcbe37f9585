"""The disk was copied to a new one: our option names a partition that is no more, so firmware takes the fallback.

The option is put right in its place, with one write."""

from lab.mend import FALLBACK, Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
cloned
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["firmware-entry-lost"], starts_before=FALLBACK, writes=["Boot????"]))
