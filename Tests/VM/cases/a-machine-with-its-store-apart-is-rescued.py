"""/nix is a file system of its own. Rescued twice in a row, from two ways of being broken."""

from lab.rescue import rescued


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "nix")
