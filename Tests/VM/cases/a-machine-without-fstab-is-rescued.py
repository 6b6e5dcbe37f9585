"""No line of fstab says where root and ESP are: partitions are found by their type. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("gpt-auto")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "gpt-auto", EVERY)
