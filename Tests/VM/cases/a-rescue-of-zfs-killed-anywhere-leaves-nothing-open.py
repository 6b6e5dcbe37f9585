"""A pool stays imported and its key loaded when a rescue is killed. `rescue unmount` exports it from any state."""

from lab import zfs
from lab.killing import MOUNT, killed_each

SMOKE = False
MINUTES = 12


def run(case):
    case.needs_lifeboot("rescue")
    zfs.built()
    killed_each(case, "zfs", ["KILL before " + MOUNT, "KILL after " + MOUNT, "TERM before " + MOUNT], options="--force-import", udev=True)
