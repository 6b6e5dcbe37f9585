"""The cases of rescue: a target that does not boot, the rescue system with one command, then its own firmware chain."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Optional, Sequence

from . import cache, expectation, layout, qemu, target
from .case import Case
from .machine import data_of
from .mend import LOADER, SAY, option, started
from .target import KEY, Target

# With everything that may be left behind looked at afterwards.
RESCUE = SAY + r"""
at_once() { lifeboot rescue --apply --yes @WORDS@; }
by_parts() {
  lifeboot rescue mount @WORDS@ || return
  lifeboot rescue rebuild --apply --yes; done=$?
  lifeboot rescue unmount || return
  return $done
}
state() { cat /proc/mounts; ls /sys/class/block; find /proc/spl/kstat/zfs -mindepth 1 -type d 2>/dev/null; }
@BEFORE@
state >before
say find lifeboot rescue find
say plan lifeboot rescue @WORDS@
[ -z "@CONSENT@" ] || say refused lifeboot rescue --apply --yes @KEY@
say rescue @WAY@
cat /run/results/rescue /run/results/rescue.err
state >after
grep -vxFf before after >/run/results/left
exit $(cat /run/results/rescue.status)
"""
UP = SAY + """
/lab/firmware >/run/results/firmware
say deep lifeboot verify --deep
"""
# In the smoke set only these are rescued twice in a row.
TWICE = ("ext4", "luks-lvm")
KEYED = [kind for kind, one in target.LAYOUTS.items() if {"luks", "zfs"} & set(one.keys)]
Break = Callable[[Target, Dict[str, layout.Files]], Dict[str, layout.Files]]


def emptied(machine: Target, files: Dict[str, layout.Files]) -> Dict[str, layout.Files]:
    """Somebody made a new file system on every boot partition."""
    return {role: {} for role in files}


def formatted(machine: Target, files: Dict[str, layout.Files]) -> Dict[str, layout.Files]:
    """The same, and the file systems got identifiers of their own, as mkfs gives them."""
    return emptied(machine, files)


def interrupted(machine: Target, files: Dict[str, layout.Files]) -> Dict[str, layout.Files]:
    """An update died half-way: no loader, no loader.conf, and of the newest generation no initrd and no entry."""
    gone = [machine.damaged_path("%s:42" % kind) for kind in ("initrd", "entry")]
    gone += [LOADER, "/EFI/BOOT/BOOTX64.EFI", "/loader/loader.conf"]
    return {role: {path: content for path, content in one.items() if path not in gone} for role, one in files.items()}


def cut_short(machine: Target, files: Dict[str, layout.Files]) -> Dict[str, layout.Files]:
    """The newest kernel has half a megabyte under its final name, where an installer looks only whether it exists."""
    path = machine.damaged_path("kernel:42")
    return {role: {name: data_of(content)[:500_000] if name == path else content for name, content in one.items()}
            for role, one in files.items()}


EVERY = (emptied, interrupted, cut_short)
# Layouts that take turns in the smoke set: each day some of them.
TURNS = ["btrfs-default", "boot-raid1", "luks-twice", "memory", "luks-btrfs", "xfs", "gpt-auto", "luks-detached", "btrfs-top",
         "raid1-lvm"]
A_DAY = 2


def is_turn(kind: str) -> bool:
    """Whether the smoke set has this layout today; LIFEBOOT_VM_TURN takes the place of the day."""
    day = int(os.environ.get("LIFEBOOT_VM_TURN") or time.time() // 86400)
    return (TURNS.index(kind) // A_DAY) == day % (len(TURNS) // A_DAY)


@dataclass(frozen=True)
class Rescuer:
    """What somebody does in the rescue system: in one go or by parts, after `before`, which is theirs or udev's.

    `consent`: the word without which it has to be refused.
    """

    way: str = "at_once"
    before: str = ""
    consent: str = ""


def rescued(case: Case, kind: str, breaks: Sequence[Break] = (emptied, interrupted),
            rescuers: Sequence[Rescuer] = (Rescuer(),)) -> None:
    """Breaks the target, rescues it, boots it; as often as there are ways to break it, by one rescuer after the other.

    At first the variables are those of firmware that forgot everything, afterwards what the rescue before left.
    """
    machine = Target(kind)
    image = cache.sparse_copy(target.built(machine), case.folder / "disk.img")
    store = case.variables(machine)
    for broken, rescuer in zip(breaks[:1] if case.level.name == "smoke" and kind not in TWICE else breaks,
                               itertools.cycle(rescuers)):
        target.write_boot(machine, image, broken(machine, layout.boot_files(machine)),
                          age=0xF0E4 if broken is formatted else 0xB007)
        outcome = rescue(case, machine, image, store, rescuer)
        where = "%s, %s: " % (kind, broken.__name__)
        case.expect(outcome.text("plan.status").strip() in ("0", "3"), where + "the plan ends with %s: %s" % (
            outcome.text("plan.status").strip(), outcome.text("plan.err")[-800:]))
        if rescuer.consent:
            said = outcome.text("refused.err")
            case.expect(outcome.text("refused.status").strip() not in ("", "0") and rescuer.consent in said,
                        where + "without %s it says: %s" % (rescuer.consent, said[-800:]))
        case.expect(outcome.files.get("left") == b"", where + "left behind: " + outcome.text("left")[:800])
        case.expect(target.halves_agree(machine, image), where + "the halves of the mirror have parted")
        comes_up(case, machine, image, store, where)


def rescue(case: Case, machine: Target, image: Path, store: Optional[Path], rescuer: Rescuer) -> qemu.Outcome:
    """One command in the rescue system; the disk is handed over with nothing but that done to it.

    Without a variable store it was started by a BIOS.
    """
    key = "--key-file /run/case/key" if machine.kind in KEYED else ""
    script = RESCUE
    words = " ".join([machine.layout.words, key, rescuer.consent])
    for name, text in (("WORDS", words), ("KEY", machine.layout.words + " " + key), ("CONSENT", rescuer.consent),
                       ("WAY", rescuer.way), ("BEFORE", rescuer.before)):
        script = script.replace("@%s@" % name, text)
    outcome = case.guest(machine, image, script, variables=store, firmware=store is not None, direct=True, limit=400,
                         files={"key": KEY}, **target.rescue_words(machine.kind))
    return case.succeed(outcome)


def comes_up(case: Case, machine: Target, image: Path, store: Path, where: str) -> None:
    """The disk alone, by firmware's own way: our option, our loader, the newest generation, nothing to complain of."""
    outcome = case.guest(machine, image, UP, variables=store, bootindex=False, memory=target.memory(machine.kind),
                         limit=400)
    case.tally.booted += 1
    came = case.booted_generation(case.succeed(outcome), expectation.of(machine))
    case.expect(came == "nixos-generation-42.conf", where + "%s came up" % came)
    said = outcome.text("firmware")
    case.expect(started(said) == LOADER, where + "the loader came from %s" % started(said))
    case.expect(LOADER.replace("/", "\\") in option(said), where + "firmware started %s" % option(said))
    lines = outcome.text("deep").strip().splitlines()
    case.expect(outcome.text("deep.status").strip() == "0", where + "verify --deep then says: %s" % lines[-12:])
