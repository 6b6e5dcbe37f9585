"""Somebody made a new file system on the ESP: fstab names the old one, and the machine would wait for that."""

from lab.rescue import Rescuer, formatted, rescued

# What the refusal says is typed as it stands.
AS_SAID = """
lifeboot rescue --apply --yes >/run/results/formatted 2>&1 && exit 90
cat /run/results/formatted
sed -n 's/^ *\\(fatlabel -i .*\\)$/\\1/p' /run/results/formatted >/run/said
[ -s /run/said ] || exit 91
sh -ex /run/said || exit 92
"""


def run(case):
    case.needs_lifeboot("rescue")
    rescued(case, "ext4", (formatted,), (Rescuer(before=AS_SAID),))
