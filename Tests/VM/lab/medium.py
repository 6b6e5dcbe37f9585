"""The boot partitions as bytes in memory, to which writes are applied and taken back."""

from __future__ import annotations

import hashlib
from array import array
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from .blklog import Write
from .disk import Partition
from .fatreader import FatVolumeReader, Node


class Area:
    """One partition: its bytes and, for each sector, which write it is from."""

    def __init__(self, part: Partition, image: Path):
        self.part = part
        with open(image, "rb") as file:
            file.seek(part.start)
            self.data = bytearray(file.read(part.size))
        self.origin = array("I", bytes(4 * (part.size // 512)))

    def holds(self, write: Write) -> bool:
        return self.part.start <= write.offset < self.part.start + self.part.size


class Medium:
    """The FAT partitions of a disk. `apply` returns what `undo` needs."""

    def __init__(self, image: Path, parts: Sequence[Partition]):
        self.areas = [Area(part, image) for part in parts]
        self._digests: Dict[Tuple, str] = {}

    def apply(self, write: Write, first: int = 0, last: int = 1 << 40) -> List[Tuple]:
        """Writes sectors `first` up to `last` of a write; of one outside the boot partitions nothing."""
        for area in self.areas:
            if area.holds(write):
                return [self._put(area, write, first, min(last, write.sectors))]
        return []

    def _put(self, area: Area, write: Write, first: int, last: int) -> Tuple:
        at = write.offset - area.part.start + first * 512
        size = (last - first) * 512
        old = bytes(area.data[at:at + size])
        sectors = slice(at // 512, (at + size) // 512)
        origin = area.origin[sectors]
        area.data[at:at + size] = write.data[first * 512:last * 512]
        area.origin[sectors] = array("I", [write.index + 1]) * (last - first)
        return area, at, old, sectors, origin

    def undo(self, steps: List[Tuple]) -> None:
        for area, at, old, sectors, origin in reversed(steps):
            area.data[at:at + len(old)] = old
            area.origin[sectors] = origin

    def readers(self) -> Dict[str, FatVolumeReader]:
        """A reader for each partition; raises NotFat."""
        return {area.part.role: FatVolumeReader(area.data) for area in self.areas}

    def digest(self, role: str, reader: FatVolumeReader, node: Node) -> str:
        """SHA-1 of a file's content; computed again only when one of its sectors changed."""
        area = next(area for area in self.areas if area.part.role == role)
        origins = b"".join(
            area.origin[reader.offset(first) // 512:reader.offset(first + count) // 512].tobytes()
            for first, count in node.runs)
        key = (role, tuple(node.runs), node.size, hash(origins))
        if key not in self._digests:
            self._digests[key] = hashlib.sha1(reader.content(node)).hexdigest()
        return self._digests[key]
