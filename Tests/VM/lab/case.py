"""What a case can do: build a machine, run something in it, cut the power at every write, judge.

A case is a file in ../cases whose name is a sentence; it has a function `run(case)`. See ../README.md.
"""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import List, Mapping, Optional, Sequence, Union

from . import cache, crash, disk, expectation, nvram, qemu, states, tools
from .expectation import Expectation
from .judge import Judge
from .machine import Machine

CHECKS = "lifeboot check; status=$?; [ $status -le 1 ]"
# Kinds of ESP that the rounds after the first go through: FAT, cluster, size.
GEOMETRIES = ["160M fat32 cluster 512", "160M fat32 cluster 1K", "600M fat32 cluster 8K", "120M fat16 cluster 2K",
              "200M fat16 cluster 4K", "300M fat32 cluster 4K", "512M fat32 cluster 4K", "400M fat16 cluster 8K",
              "300M fat32 cluster 2K", "250M fat16 cluster 16K"]


class Failed(AssertionError):
    """What the case says has to be, is not."""


class Skipped(Exception):
    """The case cannot run here; the text says why."""


@dataclass(frozen=True)
class Level:
    """How much is tried."""

    name: str
    boots: int
    barriers: bool
    effort: states.Effort
    second_every: int


SMOKE = Level("smoke", 2, False, states.Effort(subsets=60, cuts=4, torn_subsets=8), 40)
FULL = Level("full", 16, True, states.Effort(), 12)


@dataclass
class Tally:
    """The numbers of a case for the table."""

    states: int = 0
    second: int = 0
    booted: int = 0
    failed: int = 0
    guests: int = 0
    notes: List[str] = field(default_factory=list)


class Case:
    """Handed to `run(case)`. Everything it makes lies below `folder`."""

    def __init__(self, name: str, folder: Path, level: Level, round: int = 0, deadline: Optional[float] = None):
        self.name = name
        self.folder = folder
        self.level = level
        self.round = round
        self.deadline = deadline
        self.tally = Tally()
        self._guests = 0
        folder.mkdir(parents=True, exist_ok=True)

    # Saying what has to be.

    def expect(self, holds: object, text: str) -> None:
        if not holds:
            raise Failed(text)

    def needs_lifeboot(self, *commands: str) -> None:
        """Skips the case where there is no binary, or one that lacks these commands."""
        binary = tools.lifeboot_binary()
        if binary is None:
            raise Skipped("no lifeboot: build it with -c release, or set LIFEBOOT_BINARY")
        if commands:
            words = cache.call(binary, "--help").decode()
            for command in commands:
                if not re.search(r"^\s+%s\b" % command, words, flags=re.MULTILINE):
                    raise Skipped("lifeboot has no command %s yet" % command)

    def note(self, text: str) -> None:
        """A measured fact for the table."""
        self.tally.notes.append(text)

    def time_left(self) -> bool:
        return self.deadline is None or time.time() < self.deadline

    # Machines and guests.

    def machine(self, sketch: Union[str, Machine]) -> Machine:
        """The sketched machine; in the rounds after the first with another kind of ESP."""
        if isinstance(sketch, Machine):
            return sketch
        if self.round and "fixed geometry" not in sketch:
            line = "esp " + GEOMETRIES[(self.round - 1) % len(GEOMETRIES)]
            sketch = re.sub(r"^esp \S+ fat\d+ cluster \S+", line, sketch, flags=re.MULTILINE)
        return Machine(sketch)

    def disk(self, machine: Machine) -> Path:
        """A fresh disk of this machine that may be written to."""
        self._guests += 1
        return cache.sparse_copy(disk.built(machine), self.folder / ("disk%d.img" % self._guests))

    def variables(self, machine: Machine) -> Path:
        self._guests += 1
        path = self.folder / ("variables%d.fd" % self._guests)
        shutil.copy(qemu.OVMF_VARS, path)
        nvram.preset(machine, path)
        return path

    def guest(self, machine: Machine, image: Path, script: str = "true", **words) -> qemu.Outcome:
        """Runs the script on this disk. Words: those of qemu.Guest (variables, firmware, limit, files, …)."""
        self._guests += 1
        self.tally.guests += 1
        if words.get("firmware", True) and "variables" not in words:
            words["variables"] = self.variables(machine)
        if not words.get("firmware", True) and "init" not in words:
            chosen = machine.default_generation() or machine.generations[-1]
            words["init"] = machine.spec(chosen).toplevel + "/init"
        return qemu.Guest(image, self.folder / ("guest%d" % self._guests), script=script, **words).run()

    def succeed(self, outcome: qemu.Outcome, status: int = 0) -> qemu.Outcome:
        """The guest came up and its script ended with this status."""
        if outcome.booted is None:
            raise Failed("no userspace; console in %s/console" % outcome.folder)
        if outcome.status != status:
            raise Failed("the script ended with %s, wanted %d: %s; console in %s" % (
                outcome.status, status, outcome.text("output")[-1500:].strip(), outcome.folder))
        return outcome

    def judge(self, image: Path, machine: Machine, wanted: Expectation) -> Judge:
        return crash.whole_disk(image, machine, wanted)

    def expect_final(self, image: Path, machine: Machine, wanted: Expectation, after_cut: bool = False) -> None:
        """The boot partitions are exactly as they have to be in the end; lost clusters only after a power cut."""
        verdict = self.judge(image, machine, wanted).final(after_cut)
        self.expect(not verdict.broken, "in the end: " + "; ".join(verdict.broken))

    def text_of(self, image: Path, machine: Machine, path: str, role: str = "esp") -> str:
        """A file of a boot partition as text; empty if there is none."""
        reader = crash.Medium(image, [disk.partition(machine, role)]).readers()[role]
        node = reader.tree().get(path.lower())
        return reader.content(node).decode("utf-8", "replace") if node else ""

    def names_on(self, image: Path, machine: Machine, folder: str, role: str = "esp") -> List[str]:
        """The names in a folder of a boot partition."""
        reader = crash.Medium(image, [disk.partition(machine, role)]).readers()[role]
        start = folder.lower() + "/"
        return sorted(node.path.rsplit("/", 1)[1] for key, node in reader.tree().items()
                      if key.startswith(start) and "/" not in key[len(start):])

    def booted_generation(self, outcome: qemu.Outcome, wanted: Expectation) -> str:
        """The entry that came up; fails if it is none of the allowed, or came with another kernel or initrd."""
        self.expect(outcome.booted, "no userspace; console in %s/console" % outcome.folder)
        for name, entry in wanted.entries.items():
            if entry.init == outcome.booted["init"]:
                self.expect([outcome.booted["kernel"] or entry.tags[0], outcome.booted["initrd"]] == entry.tags,
                            "%s came up with kernel %s and initrd %s, wanted were %s" % (
                                name, outcome.booted["kernel"], outcome.booted["initrd"], " and ".join(entry.tags)))
                return name
        raise Failed("%s came up, which no entry here names" % outcome.booted["init"])

    # Power cuts.

    def record(self, sketch: Union[str, Machine], script: str, wanted: Optional[Expectation] = None,
               status: int = 0, name: str = "recording", environment: Mapping[str, str] = {},
               learn: bool = False, **words) -> crash.Recording:
        """Runs the script once with every write recorded. Without firmware unless `firmware=True`.

        `learn`: the text that loader.conf has in the end is right; the states must have the old or this one.
        """
        machine = self.machine(sketch)
        wanted = wanted or expectation.of(machine)
        words.setdefault("firmware", False)
        folder = self.folder / name
        variables = self.variables(machine)
        crash.prepare(folder, machine, wanted, disk.built(machine), variables)
        image = cache.sparse_copy(folder / "base.img", folder / "after.img")
        if words["firmware"]:
            words["variables"] = variables
        outcome = self.guest(machine, image, script, log=folder / "writes.log", environment=environment, **words)
        self.succeed(outcome, status)
        (folder / "marks").write_text(outcome.text("marks"))
        (folder / "output").write_text(outcome.text("output"))
        if learn:
            wanted.confs.append(self.judge(image, machine, wanted).digest_of("esp", "/loader/loader.conf"))
            (folder / "wanted.json").write_text(wanted.to_json())
        recording = crash.Recording(folder)
        self.expect(self._replays(recording, image), "the replay of the whole log differs from the disk QEMU left")
        return recording

    def _replays(self, recording: crash.Recording, image: Path) -> bool:
        medium = crash.Medium(recording.base, recording.parts)
        for write in recording.writes:
            medium.apply(write)
        after = crash.Medium(image, recording.parts)
        return all(a.data == b.data for a, b in zip(medium.areas, after.areas))

    def replay(self, recording: crash.Recording) -> crash.Replay:
        """Judges every state, counts them, and leaves it to the case what to think of broken ones."""
        found = recording.replay(self.level.effort, seed=self.round, second_every=self.level.second_every,
                                 left=self.time_left)
        self.tally.states += found.tried
        self.tally.second += found.second
        self.note("%s; states %s; broken %d" % (recording.describe(), " ".join(
            "%s:%d" % pair for pair in sorted(found.kinds.items())), len(found.broken)))
        if found.disagreements:
            raise Failed("the judges disagree: " + _show(found.disagreements, recording))
        return found

    def expect_whole(self, recording: crash.Recording, found: crash.Replay) -> None:
        """No state is broken."""
        self.tally.failed += len(found.broken)
        if found.broken:
            raise Failed("%d of %d states are broken: %s" % (
                len(found.broken), found.tried, _show(found.broken, recording)))

    def boot_states(self, recording: crash.Recording, found: crash.Replay, then: str = "true",
                    status: int = 0, final: bool = True, boots: Optional[int] = None,
                    always_fsck: bool = False) -> None:
        """Boots a sample under the firmware; `then` runs in each and has to finish the job.

        In every second one fsck.fat -a runs before the mount, as NixOS has it. In the others the FAT stays dirty
        (unless `always_fsck`), and the script may also refuse: status 4, fsck.fat named, everything still whole. For
        on a dirty FAT the kernel turns the volume read-only when a left-over with a broken chain is removed.
        """
        count = self.level.boots if boots is None else boots
        every_barrier = self.level.barriers and boots is None
        names = recording.to_boot(count, self.round, found.names, every_barrier)
        for number, name in enumerate(names):
            if not self.time_left():
                break
            problem = self.boot_state(recording, name, then, status, final, fsck=number % 2 == 0 or always_fsck)
            self.tally.booted += 1
            if problem:
                self.tally.failed += 1
                raise Failed("state %s: %s; reproduce: Tests/VM/run --reproduce %s %s --boot" % (
                    name, problem, recording.folder, name))

    def boot_state(self, recording: crash.Recording, name: str, then: str = "true", status: int = 0,
                   final: bool = True, fsck: bool = True) -> str:
        """What is wrong with this state when it is booted, empty if nothing.

        `fsck`: fsck.fat -a runs before the volumes are mounted, as NixOS does for what is in fstab.
        """
        machine, wanted = recording.machine, recording.wanted
        image = recording.image(name, recording.folder / "state.img")
        shutil.copy(recording.folder / "variables.fd", recording.folder / "state.fd")
        (recording.folder / "then").write_text(then)
        try:
            outcome = self.guest(machine, image, then, variables=recording.folder / "state.fd",
                                 environment={"LAB_FSCK": "1"} if fsck else {})
            came = self.booted_generation(outcome, wanted)
            self.expect(came in wanted.defaults or not wanted.defaults, "%s came up, which is not the default" % came)
            if not fsck and outcome.status == 4 and "fsck.fat" in outcome.text("output"):
                broken = self.judge(image, machine, wanted).judge().broken
                self.expect(not broken, "after a refusal: " + "; ".join(broken))
                return ""
            self.succeed(outcome, status)
            if final:
                self.expect_final(image, machine, wanted, after_cut=True)
        except Failed as failure:
            return str(failure)
        return ""

    def power_cuts(self, sketch: Union[str, Machine], script: str, then: Optional[str] = None,
                   wanted: Optional[Expectation] = None, final: bool = True, always_fsck: bool = False,
                   boots: Optional[int] = None, **words) -> crash.Recording:
        """The whole of it: record, replay, boot a sample in which `then` (else the script again) has to finish.

        `final=False`: `then` does not finish the job, so the end is not looked at. `boots`: how many states are
        booted, where the log is too long to boot those at every barrier.
        """
        recording = self.record(sketch, script, wanted, **words)
        if words.get("status", 0) == 0:
            self.expect_final(recording.folder / "after.img", recording.machine, recording.wanted)
        found = self.replay(recording)
        self.expect_whole(recording, found)
        self.boot_states(recording, found, then=script if then is None else then, final=final,
                         always_fsck=always_fsck, boots=boots)
        return recording


def _show(findings: Sequence[crash.Finding], recording: crash.Recording) -> str:
    first = findings[0]
    return "first %s (%s); others %s; reproduce: Tests/VM/run --reproduce %s %s" % (
        first.state, "; ".join(first.text)[:600], " ".join(f.state for f in findings[1:8]), recording.folder,
        first.state)

