"""Kernels and entries on XBOOTLDR, the loader on the ESP, two file systems on one disk."""

SKETCH = """
esp 40M fat32 cluster 512
xbootldr 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
file xbootldr:/EFI/foreign/thing.efi 100K
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"


def run(case):
    case.needs_lifeboot("prune")
    case.power_cuts(SKETCH, PRUNE)
