"""Root and ESP are MD RAID1s, the ESP's with its metadata at the end, so that each half looks like an ESP by itself. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("boot-raid1")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "boot-raid1", EVERY)
