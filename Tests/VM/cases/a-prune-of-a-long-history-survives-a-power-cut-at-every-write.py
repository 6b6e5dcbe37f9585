"""Sixty generations at once: entries in many sectors of their folder, kernels all over the FAT."""

OLD = range(1, 58)
SKETCH = """
esp 160M fat32 cluster 2K
%s
generation 60 kernel a initrd x   => keep
generation 61 kernel b initrd y   => keep
file /EFI/Microsoft/Boot/bootmgfw.efi 1M
""" % "\n".join(
    "kernel k%d fake %dK\ninitrd i%d fake %dK\ngeneration %d kernel k%d initrd i%d => release" % (
        n, 20 + n % 7 * 11, n, 30 + n % 5 * 23, n, n - n % 3, n) for n in OLD)
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"
SMOKE = False
MINUTES = 3


def run(case):
    case.needs_lifeboot("prune")
    case.power_cuts(SKETCH, PRUNE, boots=6)
