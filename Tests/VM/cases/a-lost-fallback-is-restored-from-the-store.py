"""The fallback is gone: nobody notices, until the firmware forgets its options."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
file /EFI/BOOT/notes.txt 1K   # the folder is left: new ones survive by no recipe known, like growing ones
damage /EFI/BOOT/BOOTX64.EFI gone
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["fallback-missing"]))
