"""The first judge's reader: FAT16 and FAT32, strict, read-only, about a millisecond a volume.

Written from Microsoft's "FAT: General Overview of On-Disk Format" (1.03) alone. It never stops at the
first fault: what is wrong with a file stands in the file's `faults`, what is wrong with the volume in
`Volume.faults`. A chain that ends on a free or bad cluster, that is shorter or longer than the size
says, that runs in a circle or shares a cluster with another one is a fault of every file it concerns.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

Run = Tuple[int, int]  # first cluster, count


@dataclass
class Node:
    """A file or a folder: `slot` is the byte position of its short entry, `slots` how many it takes."""

    path: str
    folder: bool
    size: int
    first: int
    short: str
    slot: int
    slots: int
    runs: List[Run] = field(default_factory=list)
    faults: List[str] = field(default_factory=list)

    @property
    def clusters(self) -> int:
        return sum(count for _, count in self.runs)


class NotFat(ValueError):
    """The boot sector makes no sense."""


def _sequence(length: int) -> array:
    return array("I", range(length))


class FatVolumeReader:
    """Reads `image`, where the volume begins at byte `start`."""

    _numbers: array = array("I")

    def __init__(self, image, start: int = 0):
        self.image = image
        self.start = start
        self.faults: List[str] = []
        self._boot_sector()
        self._table()

    @classmethod
    def open(cls, path, start: int) -> "FatVolumeReader":
        """The volume at byte `start` of a disk image."""
        with open(path, "rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), start)

    # Geometry.

    def _boot_sector(self) -> None:
        sector = bytes(self.image[self.start:self.start + 512])
        (self.sector, per_cluster, reserved, copies, root_entries, small, _, fat16, _, _, _, big) = struct.unpack_from(
            "<HBHBHHBHHHII", sector, 11)
        if sector[510:512] != b"\x55\xaa" or self.sector != 512 or per_cluster == 0 or copies == 0:
            raise NotFat("no FAT boot sector")
        self.bits = 16 if fat16 else 32
        fat_sectors = fat16 or struct.unpack_from("<I", sector, 36)[0]
        total = small or big
        root_sectors = -(-root_entries * 32 // 512)
        self.fat_at = [self.start + 512 * (reserved + i * fat_sectors) for i in range(copies)]
        self.fat_bytes = fat_sectors * 512
        self.root_at = self.start + 512 * (reserved + copies * fat_sectors)
        self.root_bytes = root_entries * 32
        self.data_at = self.root_at + 512 * root_sectors
        self.cluster_size = per_cluster * 512
        self.count = (total - (self.data_at - self.start) // 512) // per_cluster
        self.root_cluster = 0 if fat16 else struct.unpack_from("<I", sector, 44)[0]
        self.dirty = bool(sector[37 if fat16 else 65] & 1)
        info = 0 if fat16 else struct.unpack_from("<H", sector, 48)[0]
        self.info_at = self.start + 512 * info if info else None

    def _table(self) -> None:
        raw = bytes(self.image[self.fat_at[0]:self.fat_at[0] + self.fat_bytes])
        self.table = array("H" if self.bits == 16 else "I")
        self.table.frombytes(raw[:(self.count + 2) * self.bits // 8])
        for copy in self.fat_at[1:]:
            if self.image[copy:copy + self.fat_bytes] != raw:
                self.faults.append("copies of the FAT differ")
        if len(FatVolumeReader._numbers) < self.count + 3:
            FatVolumeReader._numbers = _sequence(self.count + 3)
        self._sequence = FatVolumeReader._numbers if self.bits == 32 else array("H", range(min(self.count + 3, 65536)))
        self.end = 0x0FFFFFF8 if self.bits == 32 else 0xFFF8

    def next(self, cluster: int) -> int:
        return self.table[cluster] & (0x0FFFFFFF if self.bits == 32 else 0xFFFF)

    def free_clusters(self) -> int:
        """Counted in the FAT, not taken from the hint."""
        return self.table[2:self.count + 2].count(0)

    def free_hint(self) -> Optional[int]:
        """The free count of the FSInfo sector; nothing on FAT16 or where it says unknown."""
        if self.info_at is None:
            return None
        value = struct.unpack_from("<I", self.image, self.info_at + 488)[0]
        return None if value == 0xFFFFFFFF else value

    # Chains.

    def chain(self, first: int) -> Tuple[List[Run], Optional[str]]:
        """The runs of a chain and what is wrong with its end."""
        runs: List[Run] = []
        cluster, total = first, 0
        while True:
            if not 2 <= cluster < self.count + 2:
                return runs, "points outside the volume (%d)" % cluster
            length = self._run(cluster)
            runs.append((cluster, length))
            total += length
            value = self.next(cluster + length - 1)
            if value >= self.end:
                return runs, None
            if value == 0:
                return runs[:-1] + ([(cluster, length - 1)] if length > 1 else []), "ends on a free cluster"
            if value == self.end - 1:
                return runs, "ends on a bad cluster"
            if total > self.count:
                return runs, "runs in a circle"
            cluster = value

    def _run(self, cluster: int) -> int:
        """How many clusters follow each other from here, this one included."""
        length, step = 0, 1
        limit = self.count + 2 - cluster - 1
        while step and length < limit:
            step = min(step, limit - length)
            at = cluster + length
            if self.table[at:at + step] == self._sequence[at + 1:at + step + 1]:
                length += step
                step *= 2
            else:
                step //= 2
        return length + 1

    def offset(self, cluster: int) -> int:
        return self.data_at + (cluster - 2) * self.cluster_size

    def content(self, node: Node) -> bytes:
        """The bytes as far as the chain goes."""
        parts = [bytes(self.image[self.offset(first):self.offset(first) + count * self.cluster_size])
                 for first, count in node.runs]
        return b"".join(parts)[:node.size]

    # Folders.

    def tree(self) -> Dict[str, Node]:
        """Every file and folder by its path in lower case, `/` for the root."""
        root = Node("/", True, 0, self.root_cluster, "", 0, 0)
        nodes: Dict[str, Node] = {"/": root}
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            for node in self._entries(folder):
                key = node.path.lower()
                if key in nodes:
                    node.faults.append("there are two of this name")
                    nodes[key].faults.append("there are two of this name")
                nodes[key] = node
                self._follow(node)
                if node.folder and len(node.path) < 1024 and node.runs:
                    waiting.append(node)
        self._cross_links(nodes)
        return nodes

    def _follow(self, node: Node) -> None:
        if node.first == 0:
            if node.folder or node.size:
                node.faults.append("has no clusters but %s" % ("is a folder" if node.folder else "a size"))
            return
        node.runs, fault = self.chain(node.first)
        if fault:
            node.faults.append("its chain " + fault)
        wanted = -(-node.size // self.cluster_size)
        if not node.folder and node.clusters != wanted:
            node.faults.append("has %d clusters where its size needs %d" % (node.clusters, wanted))

    def _cross_links(self, nodes: Dict[str, Node]) -> None:
        """Marks both sides of each shared cluster; counts what is reached."""
        pieces = sorted(((first, first + count, node) for node in nodes.values() for first, count in node.runs if count),
                        key=lambda piece: piece[:2])
        self.reached = 0
        border, owner = 0, None
        for first, last, node in pieces:
            if first < border and owner is not None:
                for one in {id(owner): owner, id(node): node}.values():
                    one.faults.append("shares clusters with %s" % (owner if one is node else node).path)
            self.reached += max(0, last - max(first, border))
            if last > border:
                border, owner = last, node

    def lost_clusters(self) -> int:
        """Clusters in use that no name leads to. Only after `tree`."""
        return self.count - self.free_clusters() - self.reached

    def _entries(self, folder: Node) -> List[Node]:
        if folder.path == "/" and self.bits == 16:
            return self._slots(folder, [(self.root_at, self.root_bytes)])
        if folder.path == "/":
            folder.runs, fault = self.chain(folder.first)
            if fault:
                folder.faults.append("its chain " + fault)
        places = [(self.offset(first), count * self.cluster_size) for first, count in folder.runs]
        return self._slots(folder, places)

    def _slots(self, folder: Node, places: List[Tuple[int, int]]) -> List[Node]:
        """The names up to the end mark, where firmware stops. Linux goes on: what follows is a fault."""
        out: List[Node] = []
        long: List[bytes] = []
        dots = 0
        raw = b"".join(bytes(self.image[at:at + size]) for at, size in places)
        at_slot = [at + position for at, size in places for position in range(0, size, 32)]
        for position in range(0, len(raw), 32):
            slot = raw[position:position + 32]
            if slot[0] == 0:
                if any(byte not in (0, 0xE5) for byte in raw[position::32]):
                    folder.faults.append("has names behind its end mark, which Linux sees and firmware does not")
                break
            if slot[0] == 0xE5:
                self._leftover(folder, long)
                long = []
            elif slot[11] & 0x3F == 0x0F:
                if slot[0] & 0x40:
                    self._leftover(folder, long)
                    long = []
                long.append(slot)
            else:
                if slot[0] == 0x2E:
                    dots += 1
                elif not slot[11] & 0x08:  # that would be the volume's label
                    out.append(self._node(folder, slot, long, at_slot[position // 32]))
                long = []
        self._leftover(folder, long)
        self._check_dots(folder, dots)
        return out

    def _check_dots(self, folder: Node, dots: int) -> None:
        if folder.path != "/" and dots != 2:
            folder.faults.append("lacks . or ..")

    def _leftover(self, folder: Node, long: List[bytes]) -> None:
        if long:
            self.faults.append("%s: long name without a file" % folder.path)

    def _node(self, folder: Node, slot: bytes, long: List[bytes], at: int) -> Node:
        base, extension = slot[:8], slot[8:11]
        case = slot[12]
        left = (b"\xe5" + base[1:] if base[0] == 5 else base).decode("cp437").rstrip()
        right = extension.decode("cp437").rstrip()
        short = (left.lower() if case & 8 else left) + ("." + (right.lower() if case & 16 else right) if right else "")
        name = self._long_name(slot, long)
        if name is None and long:
            self.faults.append("%s: long name does not belong to %s" % (folder.path, short))
        high, low, size = struct.unpack_from("<H4xHI", slot, 20)
        first = low | (high << 16 if self.bits == 32 else 0)
        path = (folder.path if folder.path != "/" else "") + "/" + (name or short)
        return Node(path, bool(slot[11] & 0x10), size, first, short, at, len(long) + 1 if name else 1)

    def _long_name(self, slot: bytes, long: List[bytes]) -> Optional[str]:
        if not long:
            return None
        total = 0
        for byte in slot[:11]:
            total = ((total & 1) << 7) + (total >> 1) + byte & 0xFF
        wanted = list(range(len(long), 0, -1))
        if [one[0] & 0x3F for one in long] != wanted or any(one[13] != total for one in long):
            return None
        raw = b"".join(one[1:11] + one[14:26] + one[28:32] for one in reversed(long))
        return raw.decode("utf-16-le", errors="replace").split("\0")[0].rstrip("\uffff")
