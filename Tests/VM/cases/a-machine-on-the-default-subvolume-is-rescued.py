"""The root is the default subvolume of a btrfs, /nix nested in it, with a snapshot; fstab names no subvolume. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("btrfs-default")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "btrfs-default", EVERY)
