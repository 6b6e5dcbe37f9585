"""A machine that is broken, and `lifeboot repair`: look, repair with every write recorded, cut the power, repair again.

Writes to the disk and to the variable store are recorded together (flash.py), so a power cut is one of both. The
repaired machine, and a sample of those whose repair was cut short and done again, come up through firmware, which
goes by its variables alone; which option it started and from which file the loader came is asked in the guest.
"""

from __future__ import annotations

import fnmatch
import json
import random
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from . import cache, crash, disk, expectation, flash, nvram, qemu
from .case import Case
from .machine import Machine

REPAIR = "lifeboot repair --apply --yes"
LOADER = "/EFI/systemd/systemd-bootx64.efi"
FALLBACK = "/EFI/BOOT/BOOTX64.EFI"
START, BEGIN, END, OVER = range(4)
SAY = r"""
say() { name=$1; shift; "$@" >/run/results/$name 2>/run/results/$name.err </dev/null; echo $? >/run/results/$name.status; }
"""
WORK = SAY + r"""
/lab/mark 0
/lab/firmware >/run/results/firmware-before
say verify lifeboot verify --json
say deep lifeboot verify --deep --json
say plan lifeboot repair
/lab/mark 1
say repair @REPAIR@
/lab/mark 2
say again @REPAIR@
say after lifeboot verify --deep --json
/lab/mark 3
/lab/firmware >/run/results/firmware-after
cat /run/results/repair /run/results/repair.err
"""
FINISH = SAY + """
say repair /lab/finish @REPAIR@
say after lifeboot verify --deep --json
"""
COME_UP = SAY + """
/lab/firmware >/run/results/firmware
say deep lifeboot verify --deep
"""
# What fsck.fat leaves after a power cut is said, and is not repair's to mend.
AFTER_A_CUT = ("volume-repaired", "leftovers")


@dataclass
class Broken:
    """A broken machine and what is to be said and done about it.

    `finds`: findings that verify must have; `finds_deep`: those that only --deep has. `remains`: what is still said
    after the repair. `writes`: the variables that the repair changes, as patterns. `comes_before`, `comes`: the entry that comes up
    before (nothing: none does, so the kernel comes from outside; `kernel TAG`: another system) and after; `starts_before`: from which loader file. `also`: a
    script that runs in the end, whose writes to the variables are then forgotten.
    """

    sketch: str
    finds: Sequence[str] = ()
    finds_deep: Sequence[str] = ()
    remains: Sequence[str] = ()
    writes: Sequence[str] = ()
    status: int = 0
    comes: str = "nixos-generation-42.conf"
    comes_before: Optional[str] = "nixos-generation-42.conf"
    starts_before: str = LOADER
    starts: str = LOADER
    defaults: Sequence[str] = ()
    learn: bool = False
    variables: Optional[Callable[[nvram.Nvram, Machine], None]] = None
    script: str = REPAIR
    also: str = ""


@dataclass
class Repaired:
    """What the recording of a repair has: the machine, both logs, the guest's answers, the image and store after."""

    machine: Machine
    recording: crash.Recording
    log: flash.FlashLog
    outcome: qemu.Outcome
    image: Path
    store: Path
    names: List[str] = field(default_factory=list)


def mended(case: Case, broken: Broken) -> Repaired:
    """All of it; what is left to the case is what only it knows."""
    case.needs_lifeboot("verify", "repair")
    done = record(case, broken)
    _said(case, broken, done)
    _written(case, broken, done)
    found = case.replay(done.recording)
    case.expect_whole(done.recording, found)
    case.expect_final(done.image, done.machine, done.recording.wanted)
    _comes_up(case, broken, done.machine, done.recording.wanted, done.image, done.store)
    for number, name in enumerate(_sample(case, done, found)):
        if case.time_left():
            _cut(case, broken, done, name, fsck=number % 2 == 0)
    return done


def record(case: Case, broken: Broken) -> Repaired:
    """Runs verify and repair once with every write to disk and variable store recorded."""
    machine = case.machine(broken.sketch)
    wanted = expectation.of(machine)
    wanted.defaults += list(broken.defaults)
    wanted.final_default = broken.comes
    folder, store = case.folder / "recording", case.variables(machine)
    if broken.variables:
        opened = nvram.Nvram(store)
        broken.variables(opened, machine)
        opened.save()
    crash.prepare(folder, machine, wanted, disk.built(machine), store)
    image = cache.sparse_copy(folder / "base.img", folder / "after.img")
    outcome = case.guest(machine, image, WORK.replace("@REPAIR@", broken.script) + broken.also, variables=store,
                         log=folder / "writes.log", flash=True, limit=300, **_way(machine, broken.comes_before))
    case.succeed(outcome)
    for name in ("flash.log", "trace"):
        shutil.move(str(outcome.folder / name), folder / name)
    if broken.learn:
        wanted.confs.append(case.judge(image, machine, wanted).digest_of("esp", "/loader/loader.conf"))
    _dated(case, machine, wanted, image)
    (folder / "wanted.json").write_text(wanted.to_json())
    recording = crash.Recording(folder)
    log = flash.FlashLog(folder, recording.writes)
    case.expect(log.store(len(log.writes)) == store.read_bytes(), "the flash's log differs from what QEMU left")
    case.expect(sorted(log.marks) == [START, BEGIN, END, OVER], "the marks of the script are not all in the trace")
    store.write_bytes(log.store(log.marks[OVER].flash))
    if broken.comes_before:
        other = (broken.comes_before or "").startswith("kernel ")
        came = "kernel " + outcome.booted["kernel"] if other else case.booted_generation(outcome, wanted)
        case.expect(came == broken.comes_before, "before the repair %s came up" % came)
        case.expect(started(outcome.text("firmware-before")) == broken.starts_before,
                    "before the repair %s started" % started(outcome.text("firmware-before")))
    return Repaired(machine, recording, log, outcome, image, store)


def _dated(case: Case, machine: Machine, wanted: expectation.Expectation, image: Path) -> None:
    """An entry that was lost is right when it differs in the day alone: "built on" comes from a ctime, as NixOS has it."""
    for target in machine.damages:
        if not target.startswith("entry:"):
            continue
        path, text = machine.damaged_path(target), machine.entry(machine.generation(int(target[6:])))[1]
        there = case.text_of(image, machine, path, "xbootldr" if machine.xbootldr else "esp")
        if re.sub(r"built on \S+", "", there) == re.sub(r"built on \S+", "", text):
            wanted.entries[path.rsplit("/", 1)[1].lower()].text = expectation.sha1(there.encode())


def _way(machine: Machine, comes: Optional[str]) -> dict:
    if comes:
        return {"bootindex": False}
    whole = next(g for g in reversed(machine.generations) if g.linked)
    return {"direct": True, "init": machine.spec(whole).toplevel + "/init"}


def started(said: str) -> str:
    """The file from which the loader came, as guest/firmware tells it."""
    found = re.search(r"^image (\S+)", said, flags=re.MULTILINE)
    return found.group(1).replace("\\", "/") if found else "nothing"


def option(said: str, number: str = "") -> str:
    """The line of efibootmgr -v for the option that was started, or for that number, without its number."""
    current = number or next(iter(re.findall(r"^BootCurrent: (\w+)", said, flags=re.MULTILINE)), "none")
    found = re.search(r"^Boot%s(.*)$" % current, said, flags=re.MULTILINE)
    return found.group(1) if found else "no option %s" % current


def options(said: str) -> Dict[str, str]:
    """Number → what efibootmgr -v says of that option."""
    return dict(re.findall(r"^Boot([0-9A-F]{4})(.*)$", said, flags=re.MULTILINE))


def boot_order(said: str) -> List[str]:
    found = re.search(r"^BootOrder: (\S+)", said, flags=re.MULTILINE)
    return found.group(1).split(",") if found else []


def findings(outcome: qemu.Outcome, name: str) -> List[str]:
    """The ids that a verify said which are more than information; "no answer" if it is no document."""
    try:
        document = json.loads(outcome.text(name))
    except ValueError:
        return ["no answer: " + outcome.text(name + ".err")[-300:]]
    return sorted({one["id"] for one in document["findings"] if one["severity"] != "info"})


# What was said and written.

def _said(case: Case, broken: Broken, done: Repaired) -> None:
    outcome = done.outcome
    statuses = [outcome.text(name + ".status").strip() for name in ("verify", "deep", "repair", "again", "after")]
    first, deep, after = (findings(outcome, name) for name in ("verify", "deep", "after"))
    case.note("verify: %s; --deep: %s; after: %s; statuses %s" % (
        " ".join(first) or "nothing", " ".join(deep) or "nothing", " ".join(after) or "nothing", " ".join(statuses)))
    for one in broken.finds:
        case.expect(one in first, "verify does not say %s but: %s" % (one, " ".join(first)))
    for one in [*broken.finds, *broken.finds_deep]:
        case.expect(one in deep, "verify --deep does not say %s but: %s" % (one, " ".join(deep)))
    for one in broken.finds_deep:
        case.expect(one not in first, "verify says %s without --deep" % one)
    end = "3" if broken.remains else "0"
    wanted = ["3" if broken.finds else "0", "3" if broken.finds or broken.finds_deep else "0",
              str(broken.status or int(end)), str(broken.status or int(end)), end]
    case.expect(after == sorted(broken.remains), "after the repair there is still: %s; it said: %s" % (
        " ".join(after), outcome.text("output")[-1200:]))
    case.expect(statuses == wanted, "the statuses of verify, verify --deep, repair, repair, verify --deep are %s, "
                "wanted %s; repair said: %s" % (" ".join(statuses), " ".join(wanted), outcome.text("output")[-1200:]))


def _written(case: Case, broken: Broken, done: Repaired) -> None:
    log, marks = done.log, done.log.marks
    begin, end = marks[BEGIN].flash, marks[END].flash
    case.expect(marks[START].flash == begin, "verify, or a plan, wrote variables: %s" % " ".join(
        log.changed(marks[START].flash, begin)))
    case.expect(marks[OVER].flash == end, "a second repair wrote variables again")
    changed = [name for name in log.changed(begin, end) if name != "MTC"]
    case.expect(len(changed) == len(broken.writes) and all(map(
        fnmatch.fnmatchcase, changed, sorted(broken.writes))), "the repair changed the variables %s, wanted %s" % (
        " ".join(changed) or "none", " ".join(sorted(broken.writes)) or "none"))
    faults = log.faults(begin, end)
    case.tally.states += end - begin
    case.note("%d writes to the flash; variables %s" % (end - begin, " ".join(changed) or "none"))
    case.expect(not faults, "%d states of the variables are wrong: %s" % (len(faults), "; ".join(faults[:6])))


# Coming up.

def _comes_up(case: Case, broken: Broken, machine: Machine, wanted: expectation.Expectation, image: Path,
              store: Path) -> qemu.Outcome:
    """Firmware starts our option, our loader the right entry, and verify --deep has nothing to say."""
    outcome = case.guest(machine, image, COME_UP, variables=store, bootindex=False, limit=300)
    case.tally.booted += 1
    came = case.booted_generation(case.succeed(outcome), wanted)
    case.expect(came == broken.comes, "%s came up, wanted %s" % (came, broken.comes))
    said = outcome.text("firmware")
    case.expect(started(said) == broken.starts, "the loader came from %s, wanted %s" % (started(said), broken.starts))
    path = broken.starts.replace("/", "\\")
    if broken.starts == LOADER:
        case.expect("File(%s)" % path in option(said), "firmware started %s" % option(said))
    if not broken.remains:
        lines = outcome.text("deep").strip().splitlines()
        case.expect(outcome.text("deep.status").strip() == "0" and len(lines) == 1 and lines[0].startswith("ok"),
                    "verify --deep then ends with %s: %s" % (outcome.text("deep.status").strip(), lines[:12]))
    return outcome


# Cutting the power.

def _sample(case: Case, done: Repaired, found: crash.Replay) -> List[str]:
    """Half of them states of the disk, half of the variable store, as far as the repair wrote either."""
    dice = random.Random(case.round)
    begin, end = done.log.marks[BEGIN], done.log.marks[END]
    on_disk = [name for name in found.names if begin.disk < int(re.match(r"\d+", name[1:]).group()) <= end.disk]
    on_disk = [name for name in on_disk if _touches(done, name)]
    in_flash = ["v%d%s" % (count, kind) for count in range(begin.flash + 1, end.flash) for kind in ("", "u")]
    count = max(1, case.level.boots // 2)  # each is two guests
    share = count if not in_flash else 0 if not on_disk else (count + case.round % 2) // 2
    return dice.sample(on_disk, min(share, len(on_disk))) + dice.sample(in_flash, min(count - share, len(in_flash)))


def _touches(done: Repaired, name: str) -> bool:
    """Whether the repair wrote something to a boot partition before this state, and not yet all."""
    entry = int(re.match(r"\d+", name[1:]).group())
    begin, end = done.log.marks[BEGIN].disk, done.log.marks[END].disk
    mine = [write.index for write in done.recording.boot if write.data and begin <= write.index < end]
    return bool(mine) and mine[0] < entry <= mine[-1]


def state(done: Repaired, name: str, image: Path, store: Path) -> None:
    """Disk and variable store as this power cut leaves them.

    A name that begins with v counts writes to the flash; with u at its end the disk has lost what was not flushed.
    """
    if name[0] == "v":
        count, lost = int(name[1:].rstrip("u")), name.endswith("u")
        done.recording.image("p%d" % done.log.disk_at(count, flushed=lost), image)
    else:
        done.recording.image(name, image)
        count = done.log.flash_at(int(re.match(r"\d+", name[1:]).group()))
    store.write_bytes(done.log.store(count))


def _cut(case: Case, broken: Broken, done: Repaired, name: str, fsck: bool) -> None:
    """Repairs what the power cut left, and then it comes up. Without `fsck` lifeboot meets a dirty FAT, and says so."""
    machine, wanted, folder = done.machine, done.recording.wanted, done.recording.folder
    image, store = folder / "state.img", folder / "state.fd"
    state(done, name, image, store)
    try:
        outcome = case.succeed(case.guest(
            machine, image, FINISH.replace("@REPAIR@", broken.script), variables=store, limit=300,
            environment={"LAB_FSCK": "1"} if fsck else {}, **_way(machine, None)))
        said = "repair, again, ended with %s: %s" % (
            outcome.text("repair.status").strip(), (outcome.text("repair") + outcome.text("repair.err"))[-800:])
        case.expect(outcome.text("repair.status").strip() in ("0", "3", str(broken.status)), said)
        rest = [one for one in findings(outcome, "after") if one not in (*broken.remains, *AFTER_A_CUT)]
        case.expect(not rest, "then there is still %s; %s" % (" ".join(rest), said))
        case.expect_final(image, machine, wanted, after_cut=True)
        _comes_up(case, _after_cut(broken, outcome), machine, wanted, image, store)
    except AssertionError as failure:
        case.tally.failed += 1
        raise type(failure)("state %s%s: %s; files in %s" % (name, " with fsck" if fsck else "", failure, folder))


def _after_cut(broken: Broken, outcome: qemu.Outcome) -> Broken:
    """What fsck.fat left is said for ever, so the last verify may say it too."""
    rest = findings(outcome, "after")
    return Broken(**{**broken.__dict__, "remains": rest})
