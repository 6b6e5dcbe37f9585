"""NixOS's installer keeps a short kernel whose name exists, so a rescue that only ran it would not bring it back."""

from lab.rescue import cut_short, rescued

SMOKE = False


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "ext4", [cut_short])
