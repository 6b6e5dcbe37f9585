"""The main promise, on a machine with Windows and a second NixOS beside ours."""

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
initrd w fake 250K
generation 39 kernel z initrd w   => release
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel b initrd y   => keep
other 7 kernel q initrd q era D
kernel q fake 100K
initrd q fake 90K
file /EFI/Microsoft/Boot/bootmgfw.efi 1M
file /EFI/Microsoft/Boot/BCD 30K
file /EFI/ubuntu/grubx64.efi 200K
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"
MINUTES = 2


def run(case):
    case.needs_lifeboot("prune")
    case.power_cuts(SKETCH, PRUNE)
