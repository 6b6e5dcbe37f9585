"""The loader's program is gone: firmware passes over our option and comes by the fallback."""

from lab.mend import FALLBACK, Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
file /EFI/systemd/notes.txt 1K   # the folder is left: new ones survive by no recipe known, like growing ones
damage /EFI/systemd/systemd-bootx64.efi gone
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["loader-missing"], starts_before=FALLBACK))
