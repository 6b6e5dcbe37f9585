"""The root is in memory; what lasts is on /nix, and bound to its places. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("memory")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "memory", EVERY)
