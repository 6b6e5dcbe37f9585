"""Only --deep sees it: name, size and head of the kernel are right, one bit in its middle is not."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
damage kernel:41 flip
"""


def run(case):
    mended(case, Broken(SKETCH, finds_deep=["entry-broken"]))
