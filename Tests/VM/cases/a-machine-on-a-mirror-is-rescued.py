"""The root is an MD RAID1 of two partitions. Rescued twice in a row, from two ways of being broken."""

from lab.rescue import rescued


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "raid1")
