"""Reinstalling by hand left our option three times, the order names them all, and another one between."""

from lab.mend import Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
file /EFI/memtest86/memtest.efi kernel m
nvram Boot0000 /EFI/systemd/systemd-bootx64.efi Linux Boot Manager
nvram Boot0005 /EFI/memtest86/memtest.efi Memory test
nvram Boot0007 /EFI/systemd/systemd-bootx64.efi Linux Boot Manager
nvram Boot0009 /EFI/SYSTEMD/SYSTEMD-BOOTX64.EFI Linux Boot Manager
nvram none
nvram BootOrder 0007 0005 0000 0009
"""


def run(case):
    mended(case, Broken(SKETCH, finds=["firmware-entry-duplicate"], writes=["Boot0000", "Boot0009", "BootOrder"]))
