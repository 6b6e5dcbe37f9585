"""Root and /nix are data sets of one key in a pool that nobody exported. Rescued twice in a row, from two ways of being broken.

Without --force-import the pool is left alone, as another machine might use it. The machine's own initrd imports it
without force, so that it comes up only if the rescue exported it.
"""

from lab import zfs
from lab.rescue import Rescuer, rescued

# To ZFS the rescue system is another machine than the one that used the pool last.
RESCUER = Rescuer(before=r"printf '\111\343\045\204' >/etc/hostid; /lab/as-udev", consent="--force-import")
SMOKE = False
MINUTES = 3


def run(case):
    case.needs_lifeboot("rescue")
    zfs.built()
    rescued(case, "zfs", rescuers=[RESCUER])
