"""The header of the encrypted root is on a partition of its own. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("luks-detached")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "luks-detached", EVERY)
