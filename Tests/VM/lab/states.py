"""Which states a power cut may leave: every prefix of the writes, torn writes, subsets between two flushes.

A state has a name from which it can be made again, given the log:

    p17            all entries of the log before 17
    t17:3          the same and the first three sectors of entry 17;  t17:-3 its last three
    s12:13,15/2    all entries before 12, and of those after it 13 whole and two sectors of 15
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import Iterator, List, Sequence, Tuple

from .blklog import Write

Piece = Tuple[int, int, int]  # entry, first sector, end
WHOLE = 1 << 40
FULL_WINDOW = 10


@dataclass(frozen=True)
class State:
    """All entries before `before`, then these pieces in order. `now` bounds what else had been written."""

    name: str
    before: int
    pieces: Tuple[Piece, ...]
    now: int


@dataclass(frozen=True)
class Effort:
    """How many of what cannot be tried in full."""

    subsets: int = 200
    cuts: int = 8
    torn_subsets: int = 20


def parse(name: str, writes: Sequence[Write]) -> State:
    """The state of this name."""
    kind, rest = name[0], name[1:]
    if kind == "p":
        return State(name, int(rest), (), int(rest))
    head, _, tail = rest.partition(":")
    before = int(head)
    if kind == "t":
        count, sectors = int(tail), writes[before].sectors
        piece = (before, 0, count) if count > 0 else (before, sectors + count, sectors)
        return State(name, before, (piece,), before)
    pieces = []
    for word in tail.split(",") if tail else []:
        entry, _, cut = word.partition("/")
        pieces.append((int(entry), 0, int(cut) if cut else WHOLE))
    end = next((w.index for w in writes[before:] if w.flush and not w.data), len(writes))
    return State(name, before, tuple(pieces), end)


def epochs(writes: Sequence[Write]) -> Iterator[Tuple[int, List[Write]]]:
    """The writes between two flushes, with the number of the first entry after the earlier flush."""
    start, held = 0, []
    for write in writes:
        if write.data:
            held.append(write)
        if write.flush:
            yield start, held
            start, held = write.index + 1, []
    yield start, held


def prefixes(writes: Sequence[Write]) -> Iterator[str]:
    yield "p0"
    for write in writes:
        if write.data:
            yield "p%d" % (write.index + 1)


def torn(writes: Sequence[Write], effort: Effort, dice: random.Random) -> Iterator[str]:
    for write in writes:
        cuts = list(range(1, write.sectors))
        if len(cuts) > effort.cuts:
            cuts = sorted({1, write.sectors - 1, *dice.sample(cuts, effort.cuts)})
        for cut in cuts:
            yield "t%d:%d" % (write.index, cut)
            yield "t%d:-%d" % (write.index, cut)


def _subset(start: int, chosen: Sequence[Write], cut: str = "") -> str:
    return "s%d:%s%s" % (start, ",".join(str(write.index) for write in chosen), cut)


def subsets(start: int, window: List[Write], effort: Effort, dice: random.Random) -> Iterator[str]:
    """Of a window of at most ten writes all subsets; else each single one left out, each alone, and a sample."""
    if len(window) < 2:
        return
    if len(window) <= FULL_WINDOW:
        for count in range(1, len(window)):
            for chosen in itertools.combinations(window, count):
                if list(chosen) != window[:count]:
                    yield _subset(start, chosen)
    else:
        for index in range(len(window) - 1):
            yield _subset(start, window[:index] + window[index + 1:])
        for write in window[1:]:
            yield _subset(start, [write])
        for _ in range(effort.subsets):
            share = dice.random()
            yield _subset(start, [write for write in window if dice.random() < share])
    for _ in range(effort.torn_subsets):
        chosen = [write for write in window if dice.random() < 0.5]
        if chosen and chosen[-1].sectors > 1:
            yield _subset(start, chosen, "/%d" % dice.randrange(1, chosen[-1].sectors))


def names(writes: Sequence[Write], effort: Effort, seed: int) -> List[str]:
    """All states to try, those that need the least rebuilding next to each other, none twice."""
    dice = random.Random(seed)
    out = list(prefixes(writes)) + list(torn(writes, effort, dice))
    for start, window in epochs(writes):
        out += subsets(start, window, effort, dice)
    unique = dict.fromkeys(out)
    return sorted(unique, key=lambda name: int(name[1:].split(":")[0]))


def at_barriers(writes: Sequence[Write]) -> List[str]:
    """The states right before and right after each flush, and one write further."""
    out: List[str] = []
    for start, window in epochs(writes):
        out.append("p%d" % start)
        if window:
            out += ["p%d" % (window[0].index + 1), "p%d" % window[-1].index]
    return list(dict.fromkeys(out))
