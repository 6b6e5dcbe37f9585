"""Root and /nix are encrypted each by itself, and named by their mapper names. Rescued and booted from each way of being broken."""

from lab.rescue import EVERY, rescued, is_turn

SMOKE = is_turn("luks-twice")


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "luks-twice", EVERY)
