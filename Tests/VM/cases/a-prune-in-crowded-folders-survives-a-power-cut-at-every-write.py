"""No slot is free in the folders: a removal must need none, and nothing may grow a folder."""

SKETCH = """
esp 160M fat32 cluster 512
crowded /loader/entries
crowded /EFI/nixos
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"


def run(case):
    case.needs_lifeboot("prune")
    case.power_cuts(SKETCH, PRUNE)
