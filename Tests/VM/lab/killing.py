"""Lifeboot ended in the middle of a rescue, in a guest: what is open then is known to the kernel alone."""

from __future__ import annotations

from typing import Sequence

from . import cache, layout, target
from .case import Case
from .rescue import KEYED, emptied
from .target import KEY, Target

MOUNT = "lifeboot rescue mount"
WHOLE = "lifeboot rescue --apply --yes"


def killed_each(case: Case, kind: str, ways: Sequence[str], options: str = "",
                udev: bool = False) -> None:
    """Each way is a signal, before or after, and the command that it ends at each of the programs it runs.

    `udev`: mdadm then leaves it to udev, which is not there, to name the array; and ZFS does not wait for it.
    """
    machine = Target(kind)
    image = cache.sparse_copy(target.built(machine), case.folder / ("%s.img" % kind))
    target.write_boot(machine, image, emptied(machine, layout.boot_files(machine)))
    key = " --key-file /run/case/key " if kind in KEYED else " "
    script = ("/lab/as-udev\n" if udev else "") + "\n".join(
        "sh /lab/kill-each %s%s%s || failed=1" % (way, key, options) for way in ways)
    outcome = case.guest(machine, image, script + "\n[ -z \"$failed\" ]", direct=True, limit=2400,
                         files={"key": KEY}, **target.rescue_words(kind))
    case.expect(outcome.status == 0, "%s: %s" % (kind, outcome.text("output")[-3000:] or outcome.console[-1500:]))
    for line in outcome.text("output").splitlines():
        case.note("%s: %s" % (kind, line))
