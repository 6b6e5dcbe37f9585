"""loader.conf has bytes of something else: the menu comes up by luck, in its own order."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
damage /loader/loader.conf noise 300
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["entry-not-understood"], learn=True))
