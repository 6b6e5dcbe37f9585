"""Kernels and entries on XBOOTLDR at /boot, the loader on the ESP at /efi. Rescued twice in a row, from two ways of being broken."""

from lab.rescue import rescued


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "xbootldr")
