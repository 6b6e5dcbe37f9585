"""Mount, rebuild, unmount one after the other, as somebody does who wants to look around in between."""

from lab.rescue import Rescuer, emptied, rescued

SMOKE = False


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "ext4", [emptied], [Rescuer(way="by_parts")])
