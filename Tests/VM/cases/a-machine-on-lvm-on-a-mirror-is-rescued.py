"""A volume group on an MD RAID1. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("raid1-lvm")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "raid1-lvm", EVERY)
