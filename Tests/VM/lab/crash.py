"""Power cuts: a recorded workload, every state it may leave, judged; a sample of them booted.

A recording is a folder: base.img (the disk before), writes.log, variables.fd, wanted.json,
sketch.txt, marks. From it and the name of a state everything can be made again.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from . import blklog, cache, disk, secondjudge, states
from .expectation import Expectation
from .judge import Judge, Verdict
from .machine import Machine
from .medium import Medium


@dataclass
class Finding:
    """A state that is not as it has to be."""

    state: str
    text: List[str]


@dataclass
class Replay:
    """What the replay of one recording found."""

    tried: int = 0
    second: int = 0
    broken: List[Finding] = field(default_factory=list)
    disagreements: List[Finding] = field(default_factory=list)
    notes: Dict[str, int] = field(default_factory=dict)
    kinds: Dict[str, int] = field(default_factory=dict)
    names: List[str] = field(default_factory=list)
    seconds: float = 0.0


class Recording:
    """One recorded run. `boot` are the writes to the boot partitions, and all flushes."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.machine = Machine((folder / "sketch.txt").read_text())
        self.wanted = Expectation.from_json((folder / "wanted.json").read_text())
        self.writes = blklog.read(folder / "writes.log")
        self.parts = [part for part in disk.partitions(self.machine) if part.role != "root"]
        self.boot = blklog.inside(self.writes, [(part.start, part.size) for part in self.parts])
        if any(write.through and write.data for write in self.boot):
            raise ValueError("the log has writes with FUA, which the replay does not know")

    @property
    def base(self) -> Path:
        return self.folder / "base.img"

    def describe(self) -> str:
        data = [write for write in self.boot if write.data]
        longest = max((len(window) for _, window in states.epochs(self.boot)), default=0)
        return "%d writes, %d flushes, %d sectors, longest window %d" % (
            len(data), sum(write.flush for write in self.boot), sum(write.sectors for write in data), longest)

    # Making a state.

    def pieces(self, state: states.State) -> Iterator[Tuple[blklog.Write, int, int]]:
        for index, first, last in state.pieces:
            yield self.writes[index], first, last

    def image(self, name: str, target: Path) -> Path:
        """The whole disk in this state: boot partitions as named, the root as far as it was then."""
        state = states.parse(name, self.writes)
        cache.sparse_copy(self.base, target)
        roles = {part.role: part for part in disk.partitions(self.machine)}
        root = roles["root"]
        with open(target, "r+b") as file:
            for write in self.writes:
                in_root = root.start <= write.offset < root.start + root.size
                if write.index < state.before or in_root and write.index < state.now:
                    _put(file, write, 0, write.sectors)
            for write, first, last in self.pieces(state):
                _put(file, write, first, min(last, write.sectors))
        return target

    # Judging all of them.

    def replay(self, effort: states.Effort, seed: int, second_every: int = 0,
               left: Callable[[], bool] = lambda: True) -> Replay:
        """Judges every state; every `second_every`-th also by the second judge."""
        start = time.monotonic()
        found = Replay(names=states.names(self.boot, effort, seed))
        medium = Medium(self.base, self.parts)
        judge = Judge(medium, self.wanted)
        mirror = None
        if second_every:
            mirror = secondjudge.Mirror(self.base, self.parts, self.folder / "mirror")
        at = {id(medium): 0}
        for number, name in enumerate(found.names):
            state = states.parse(name, self.writes)
            verdict = self._in_state(medium, at, state, judge.judge)
            self._count(found, name, verdict)
            if mirror and (number % second_every == 0 or verdict.broken and number % 7 == 0):
                other = self._in_state(mirror, at, state, lambda: secondjudge.broken(
                    mirror, self.wanted))
                found.second += 1
                if bool(other) != bool(verdict.broken):
                    found.disagreements.append(Finding(name, ["first: %s" % verdict.broken, "second: %s" % other]))
            if not left():
                break
        if mirror:
            mirror.close()
            shutil.rmtree(self.folder / "mirror")
        found.seconds = time.monotonic() - start
        return found

    def _in_state(self, medium, at: Dict[int, int], state: states.State, look: Callable):
        """Brings `medium` to the state, looks, takes back what does not belong to every later one."""
        for write in self.writes[at.get(id(medium), 0):state.before]:
            medium.apply(write)
        at[id(medium)] = max(at.get(id(medium), 0), state.before)
        steps: List[Tuple] = []
        for write, first, last in self.pieces(state):
            steps += medium.apply(write, first, last)
        try:
            return look()
        finally:
            medium.undo(steps)

    @staticmethod
    def _count(found: Replay, name: str, verdict: Verdict) -> None:
        found.tried += 1
        found.kinds[name[0]] = found.kinds.get(name[0], 0) + 1
        if verdict.broken:
            found.broken.append(Finding(name, verdict.broken))
        for note in set(verdict.notes):
            found.notes[note] = found.notes.get(note, 0) + 1

    def judge_one(self, name: str, second: bool = True) -> Tuple[Verdict, List[str]]:
        """Both judges on one state."""
        state = states.parse(name, self.writes)
        medium = Medium(self.base, self.parts)
        verdict = self._in_state(medium, {}, state, Judge(medium, self.wanted).judge)
        if not second:
            return verdict, []
        mirror = secondjudge.Mirror(self.base, self.parts, self.folder / "mirror")
        other = self._in_state(mirror, {}, state, lambda: secondjudge.broken(mirror, self.wanted))
        mirror.close()
        return verdict, other

    def to_boot(self, count: int, seed: int, names: Sequence[str], barriers: bool) -> List[str]:
        """Which states to boot: those at the barriers (all, or a part of the count), and a sample of the rest."""
        dice = random.Random(seed)
        near = states.at_barriers(self.boot)
        if not barriers:
            near = dice.sample(near, min(len(near), (count + 1) // 2))
        rest = [name for name in names if name not in near]
        more = dice.sample(rest, max(0, min(len(rest), count - len(near))))
        return near + more


def _put(file, write: blklog.Write, first: int, last: int) -> None:
    if write.data:
        file.seek(write.offset + first * 512)
        file.write(write.data[first * 512:last * 512])


def whole_disk(image: Path, machine: Machine, wanted: Expectation) -> Judge:
    """The first judge on a disk image as it is."""
    parts = [part for part in disk.partitions(machine) if part.role != "root"]
    return Judge(Medium(image, parts), wanted)


def prepare(folder: Path, machine: Machine, wanted: Expectation, base: Path, variables: Optional[Path]) -> None:
    """Lays down what a recording needs besides the log."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sketch.txt").write_text(machine.text)
    (folder / "wanted.json").write_text(wanted.to_json())
    try:
        os.link(base, folder / "base.img")
    except OSError:
        cache.sparse_copy(base, folder / "base.img")
    if variables:
        shutil.copy(variables, folder / "variables.fd")
