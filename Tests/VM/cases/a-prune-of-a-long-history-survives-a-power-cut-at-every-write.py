"""A hundred and twenty generations at once: entries in many sectors of their folder, kernels all over the FAT."""

KINDS = ["160M fat32 cluster 2K", "160M fat32 cluster 512", "120M fat16 cluster 2K", "300M fat32 cluster 4K",
         "400M fat16 cluster 8K"]
SKETCH = """
# fixed geometry: the kinds are above
esp %s
%s
generation 130 kernel a initrd x   => keep
generation 131 kernel b initrd y   => keep
file /EFI/Microsoft/Boot/bootmgfw.efi 1M
"""
OLD = "\n".join(
    "kernel k%d fake %dK\ninitrd i%d fake %dK\ngeneration %d kernel k%d initrd i%d => release" % (
        n, 20 + n % 7 * 11, n, 30 + n % 5 * 23, n, n - n % 3 + (n < 3), n) for n in range(1, 121))
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 1 ]"
SMOKE = False
MINUTES = 9


def run(case):
    case.needs_lifeboot("prune")
    for number, kind in enumerate(KINDS):
        if case.time_left():
            case.power_cuts(SKETCH % (kind, OLD), PRUNE, boots=6, name="recording-%d" % number)
