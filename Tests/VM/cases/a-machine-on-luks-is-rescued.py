"""The root is encrypted; the key comes from a file. Rescued twice in a row, from two ways of being broken."""

from lab.rescue import rescued


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "luks")
