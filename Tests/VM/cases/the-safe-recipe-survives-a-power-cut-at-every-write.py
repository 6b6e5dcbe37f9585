"""Control: the recipe that lifeboot's DurableFile follows, in Python. Adds a generation, prunes another."""

from lab import expectation

SKETCH = """
# fixed geometry: no folder has to grow here; new names in a growing one survive by no recipe known
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
generation 43 kernel b initrd w uninstalled
default 42
file /EFI/Microsoft/Boot/bootmgfw.efi 1M
"""


def run(case):
    machine = case.machine(SKETCH)
    wanted = expectation.of(machine, new_default=43, arrives=[43])
    case.power_cuts(machine, "python3 /lab/recipes.py safe add 43 prune 40", wanted=wanted, always_fsck=True)
