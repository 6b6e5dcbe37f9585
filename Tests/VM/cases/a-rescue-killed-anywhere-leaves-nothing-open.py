"""What a rescue opened stays open when it is killed: LUKS, LVM, MD. `rescue unmount` closes it from any state.

A program that was running then goes on, and is waited for. Ended by a signal that it can catch, it closes everything itself.
"""

from lab.killing import MOUNT, WHOLE, killed_each

SMOKE = False
MINUTES = 12


def run(case):
    case.needs_lifeboot("rescue")
    killed_each(case, "luks-lvm", ["KILL before " + MOUNT, "KILL after " + MOUNT, "TERM before " + MOUNT,
                                   "INT after " + MOUNT, "KILL before " + WHOLE, "KILL during " + MOUNT, "KILL during " + WHOLE])
    killed_each(case, "raid1", ["KILL before " + MOUNT, "KILL after " + MOUNT, "TERM after " + MOUNT], udev=True)
