"""btrfs in LUKS, which fstab names by its mapper name, as disko does. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("luks-btrfs")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "luks-btrfs", EVERY)
