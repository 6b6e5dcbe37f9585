"""What interrupted installers left, of every era, is swept; what only looks alike stays."""

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
file /loader/loader.tmp = default nixos-generation-41.conf\\n                    => sweep
file /loader/loader.conf.tmp = timeout 3\\n                                      => sweep
file /loader/entries/nixos-generation-42.tmp = title NixOS\\n                    => sweep
file /loader/entries/nixos-generation-40.conf.tmp = title NixOS\\n               => sweep
file /EFI/nixos/0c2vdwzm7ffzj2i1pcw6a4i7y5gbkmsh-linux-6.1-bzImage.efik3_x9a2q.tmp 300K    => sweep
file /EFI/nixos/0c2vdwzm7ffzj2i1pcw6a4i7y5gbkmsh-initrd-linux-6.1-initrd.efi 200K          => sweep
file /EFI/nixos/notes.txt 1K
file /EFI/other/thing.tmp 3K
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"


def run(case):
    case.needs_lifeboot("prune")
    case.power_cuts(SKETCH, PRUNE)
