"""Mount, rebuild, unmount one after the other, as somebody does who wants to look around in between."""

from lab.rescue import emptied, rescued

SMOKE = False


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "ext4", [emptied], way="by_parts")
