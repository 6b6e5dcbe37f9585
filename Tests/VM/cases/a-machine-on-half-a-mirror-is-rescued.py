"""A disk of the mirror is gone. Nothing is done until somebody says that the array is to be used without it.

At first udev has begun the array and left it waiting for the other half; then nobody has; at last the other half is back
and out of date, and the array is started with what is in date, which needs no consent.
"""

from lab.rescue import Rescuer, cut_short, emptied, interrupted, rescued

GONE = """
half=$(readlink -f /dev/disk/by-partlabel/mirror)
partx -d --nr "${half##*[a-z]}" "${half%%[0-9]*}"
rm -f /dev/disk/by-partlabel/mirror
"""
# As udev's rule does for each member that appears.
BEGUN = GONE + 'mdadm -I "$(readlink -f /dev/disk/by-partlabel/root)"\ngrep -q inactive /proc/mdstat || exit 9\n'


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "raid1", [emptied, interrupted, cut_short], [
        Rescuer(before=BEGUN, consent="--degraded"), Rescuer(before=GONE, consent="--degraded"), Rescuer()])
