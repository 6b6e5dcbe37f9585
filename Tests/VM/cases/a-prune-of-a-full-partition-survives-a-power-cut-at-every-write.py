"""Not one cluster is free: the prune must not need space before it has made some."""

SKETCH = """
esp 160M fat32 cluster 2K free 0
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
"""
PRUNE = "lifeboot prune --keep-last 2 --apply --yes || exit; lifeboot check; [ $? -le 2 ]"


def run(case):
    case.needs_lifeboot("prune")
    case.power_cuts(SKETCH, PRUNE)
