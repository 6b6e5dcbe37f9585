"""The root is XFS. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("xfs")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "xfs", EVERY)
