"""The log of every write to the variable store, and how it interleaves with that of the disk.

QEMU's flash goes through blklogwrites as the disk does; OVMF programs it byte by byte, and QEMU writes the
sector around each byte. A trace of all writes of all devices (blk_co_pwritev) has the order of both. Flash has no
cache, so a power cut leaves a prefix of its writes; a disk may in that moment have lost what it was not told to flush.

Not covered: a byte of flash that is half programmed, firmware that caches or garbage-collects its store in
another way than EDK II, and real chips.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Tuple

from . import blklog, nvram, qemu

# Where guest/mark writes: past what results can fill.
_MARKS = 16128 * 4096
_LINE = re.compile(r"blk_co_pwritev blk (\S+) bs \S+ offset (\d+) bytes (\d+)")
Store = Dict[nvram.Key, bytes]


@dataclass(frozen=True)
class Moment:
    """A place between two writes: how many entries each log has by then."""

    disk: int
    flash: int


class FlashLog:
    """The recording in this folder: variables.fd (before), flash.log, trace; `disk` is the log of the disk."""

    def __init__(self, folder: Path, disk: List[blklog.Write]):
        self.before = (folder / "variables.fd").read_bytes()
        self.writes = blklog.read(folder / "flash.log")
        self.disk = disk
        self.marks: Dict[int, Moment] = {}
        self._disk_at: List[int] = []  # for each write of the flash: entries of the disk's log by then
        self._flash_at: Dict[int, int] = {}  # for each data write of the disk: writes of the flash by then
        self._read(folder / "trace")

    def _read(self, trace: Path) -> None:
        lines = [(blk, int(at), int(size)) for blk, at, size in _LINE.findall(trace.read_text())]
        data = [write.index for write in self.disk if write.data]
        on_disk = self._device(lines, [(self.disk[index].offset, len(self.disk[index].data)) for index in data])
        on_flash = self._device(lines, [(write.offset, len(write.data)) for write in self.writes if write.data])
        done = flash = 0
        for blk, at, _ in lines:
            entries = data[done] if done < len(data) else len(self.disk)
            if blk == on_disk:
                self._flash_at[data[done]] = flash
                done += 1
            elif blk == on_flash:
                self._disk_at.append(entries)
                flash += 1
            elif at >= _MARKS and at < qemu.RESULT_SIZE:
                self.marks[(at - _MARKS) // 4096] = Moment(entries, flash)

    @staticmethod
    def _device(lines: List[Tuple[str, int, int]], wanted: List[Tuple[int, int]]) -> str:
        """The device whose writes are these; a name of no device where there are none.

        Writes that were under way together may stand in another order in the log, which is then the one that counts.
        """
        for blk in dict.fromkeys(line[0] for line in lines):
            if sorted((at, size) for other, at, size in lines if other == blk) == sorted(wanted):
                return blk
        if wanted:
            raise blklog.LogError("the trace of writes does not agree with the logs")
        return ""

    def flash_at(self, entry: int) -> int:
        """How much of the flash's log there is when the disk's log has `entry` entries."""
        later = [count for index, count in self._flash_at.items() if index >= entry]
        return min(later, default=len(self.writes))

    def disk_at(self, count: int, flushed: bool = False) -> int:
        """How much of the disk's log there is after `count` writes to the flash; or only what was flushed by then."""
        here = self._disk_at[count - 1] if count else 0
        if not flushed:
            return here
        return max((write.index + 1 for write in self.disk[:here] if write.flush and not write.data), default=0)

    def store(self, count: int) -> bytes:
        """The variable store after the first `count` writes."""
        data = bytearray(self.before)
        for write in self.writes[:count]:
            data[write.offset:write.offset + len(write.data)] = write.data
        return bytes(data)

    # What must be true of every state.

    def faults(self, first: int, last: int) -> List[str]:
        """What is wrong with the states from `first` to `last` writes, and with how they were written.

        Each variable has its old or its new value in every state, is written once at most, and not at all where
        nothing changes; BootOrder never names an option that is not there, if it did not before.
        """
        data = bytearray(self.store(first))
        begin, end = _decoded(data), _decoded(bytearray(self.store(last)))
        out: List[str] = []
        writes: Dict[nvram.Key, int] = {}
        places, values = begin.places(), begin.variables()
        old, new = values, end.variables()
        for number, write in enumerate(self.writes[first:last], first):
            data[write.offset:write.offset + len(write.data)] = write.data
            now = _decoded(data)
            here, held = now.places(), now.variables()
            for key in set(places) | set(here):
                if places.get(key) != here.get(key):
                    writes[key] = writes.get(key, 0) + 1
                if held.get(key) not in (old.get(key), new.get(key)):
                    out.append("v%d: %s has neither its old nor its new value" % (number + 1, key[0]))
            out += ["v%d: BootOrder names %04X, which is not there" % (number + 1, one)
                    for one in gaps(held) - gaps(old)]
            places = here
        out += ["%s was written %d times" % (key[0], count) for key, count in writes.items() if count > 1]
        out += ["%s was written though it did not change" % key[0] for key in writes if old.get(key) == new.get(key)]
        return list(dict.fromkeys(out))

    def changed(self, first: int, last: int) -> List[str]:
        """Names of the variables that differ between two states."""
        old, new = (_decoded(bytearray(self.store(count))).variables() for count in (first, last))
        return sorted(key[0] for key in set(old) | set(new) if old.get(key) != new.get(key))


def _decoded(data: bytearray) -> nvram.Nvram:
    return nvram.Nvram(Path("recorded"), bytes(data))


def order(store: Store) -> List[int]:
    value = store.get(("BootOrder", nvram.GLOBAL), b"")
    return [int.from_bytes(value[at:at + 2], "little") for at in range(0, len(value) - 1, 2)]


def gaps(store: Store) -> set:
    """Numbers in BootOrder without a variable."""
    return {number for number in order(store) if ("Boot%04X" % number, nvram.GLOBAL) not in store}
