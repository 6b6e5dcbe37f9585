"""A volume group in LUKS, the root a logical volume. Rescued twice in a row, from two ways of being broken."""

from lab.rescue import rescued


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "luks-lvm")
