"""Root, /nix and /home are subvolumes of one btrfs. Rescued twice in a row, from two ways of being broken."""

from lab.rescue import rescued


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "btrfs")
