"""The log of every block write, as QEMU's blklogwrites leaves it.

The format is that of dm-log-writes (Linux, Documentation/admin-guide/device-mapper/log-writes.rst):
a super block, then for each write one sector with position, length and flags and after it the data.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, List, Sequence, Tuple

MAGIC = 0x6A736677736872
FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8


@dataclass(frozen=True)
class Write:
    """One write: position on the disk in bytes, its data. A flush has no data."""

    index: int
    offset: int
    data: bytes
    flush: bool
    through: bool  # FUA: on the medium when it returns

    @property
    def sectors(self) -> int:
        return len(self.data) // 512


class LogError(ValueError):
    """The file is no such log, or not whole."""


def read(path: Path) -> List[Write]:
    """All entries in order."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        magic, version, count, sector = struct.unpack_from("<QQQI", view, 0)
        if magic != MAGIC or version != 1:
            raise LogError("%s: no log of writes" % path)
        return _entries(view, count, sector)


def _entries(view: mmap.mmap, count: int, sector: int) -> List[Write]:
    out: List[Write] = []
    at = sector
    for index in range(count):
        position, length, flags, _ = struct.unpack_from("<QQQQ", view, at)
        at += sector
        if flags & DISCARD:
            raise LogError("entry %d is a discard, which no file system here sends" % index)
        data = bytes(view[at:at + length * sector])
        at += length * sector
        out.append(Write(index, position * sector, data, bool(flags & FLUSH), bool(flags & FUA)))
    return out


def inside(writes: Iterable[Write], areas: Sequence[Tuple[int, int]]) -> List[Write]:
    """The flushes, and the writes that begin in one of these areas (start, size in bytes)."""
    return [write for write in writes
            if write.flush and not write.data or any(start <= write.offset < start + size for start, size in areas)]
