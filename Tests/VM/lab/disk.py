"""A sketched machine as a disk image, made without mounting anything and without being root.

Layout: GPT, the ESP from 1 MiB on, XBOOTLDR if there is one, the root last. Partitions carry their
role as a name. The FAT volumes are written with mtools, the root with mke2fs -d.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import tempfile
import uuid
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

from . import cache, layout
from .fatreader import FatVolumeReader
from .machine import Content, FatVolume, Machine, data_of

MIB = 1024 ** 2
TYPES = {
    "esp": "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
    "xbootldr": "BC13C2FF-59E6-4262-A352-B275FD6F7172",
    "root": "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
}
_SPACE = uuid.UUID("6c696665-626f-6f74-2d76-6d2d6c616221")


def partition_guid(role: str) -> uuid.UUID:
    """The unique GUID of a role's partition; the same on every machine here."""
    return uuid.uuid5(_SPACE, role)


@dataclass(frozen=True)
class Partition:
    """Where a partition lies on the disk, in bytes."""

    role: str
    number: int
    start: int
    size: int


def partitions(machine: Machine) -> List[Partition]:
    out: List[Partition] = []
    start = MIB
    sizes = [(volume.role, volume.size) for volume in (machine.esp, machine.xbootldr) if volume]
    for role, size in sizes + [("root", _root_size(machine))]:
        size = -(-size // MIB) * MIB
        out.append(Partition(role, len(out) + 1, start, size))
        start += size
    return out


def partition(machine: Machine, role: str) -> Partition:
    return next(part for part in partitions(machine) if part.role == role)


def _root_size(machine: Machine) -> int:
    if machine.root_size:
        return machine.root_size
    files, _ = layout.store_files(machine)
    unique = {id(c): len(data_of(c)) if isinstance(c, bytes) else c.stat().st_size for c in files.values()}
    return 24 * MIB + sum(unique.values()) * 11 // 10


def _gpt(image: Path, parts: List[Partition]) -> None:
    lines = ["label: gpt", "label-id: %s" % partition_guid("disk"), "first-lba: 34"]
    for part in parts:
        lines.append("start=%d, size=%d, type=%s, uuid=%s, name=%s" % (
            part.start // 512, part.size // 512, TYPES[part.role], partition_guid(part.role), part.role))
    cache.call("sfdisk", "--quiet", image, input="\n".join(lines).encode())


def make_fat(image: Path, part: Partition, volume: FatVolume, age: int = 0xB007) -> None:
    """An empty FAT file system of the wanted kind, also one too small for its kind; its identifier begins with `age`."""
    cache.call("mkfs.fat", "-F", volume.fat, "-s", max(1, volume.cluster // 512), "-n", part.role.upper(),
               "-i", "%04x%04x" % (age, part.number), "-h", part.start // 512,
               "--offset", part.start // 512, image, part.size // 1024)


def _stale(image: Path, part: Partition, size: int) -> None:
    """Old data where the first files will lie: a volume that lived has no zeros in its free clusters."""
    with open(image, "r+b") as file:
        file.seek(part.start)
        file.write(random.Random(part.number).randbytes(min(size, part.size)))


def write_fat(image: Path, part: Partition, files: layout.Files, aged: str = "") -> None:
    """These files, with the folders they need.

    `aged`: in an order that this text decides, with names between them that are then deleted, so that the folders
    have the holes that years leave.
    """
    dice = random.Random(part.role + aged)
    folders: Dict[str, List[str]] = {}
    for path in files:
        for end in [index for index, letter in enumerate(path) if letter == "/"]:
            folders.setdefault(path[:end], [])
        folders[path.rpartition("/")[0]].append(path)
    place = ["-i", "%s@@%d" % (image, part.start)]
    old: List[str] = []
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
        for folder in sorted(folders):
            if folder:
                cache.call("mmd", *place, "::" + folder)
            names = [_staged(Path(work), path, files[path]) for path in folders[folder]]
            # The root of FAT16 has a fixed number of slots, so only folders that can grow are aged.
            if aged and folder:
                gone = [_staged(Path(work), "%s/%s" % (folder, name), b"old") for name in _old_names(dice)]
                old += ["::%s/%s" % (folder, path.name) for path in gone]
                names += gone
                dice.shuffle(names)
            if names:
                cache.call("mcopy", "-Q", *place, *names, "::" + folder + "/")
    if old:
        cache.call("mdel", *place, *old)


def _crowd(image: Path, part: Partition, folder: str) -> None:
    """One-slot names until the folder has no free slot left; the next name would make it grow."""
    reader = FatVolumeReader.open(image, part.start)
    nodes = reader.tree()
    here = nodes.get(folder.lower())
    if here is None:
        return
    inside = [node for path, node in nodes.items() if path.rpartition("/")[0] == folder.lower()]
    room = here.clusters * reader.cluster_size // 32 - 2 - sum(node.slots for node in inside)
    write_into(image, part, folder, {"FULL%04d.TXT" % number: b"x" for number in range(room)})


def write_into(image: Path, part: Partition, folder: str, files: Dict[str, bytes]) -> None:
    """Adds files to a folder that is there."""
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
        paths = [_staged(Path(work), name, data) for name, data in files.items()]
        if paths:
            cache.call("mcopy", "-Q", "-i", "%s@@%d" % (image, part.start), *paths, "::" + folder + "/")


def _old_names(dice: random.Random) -> List[str]:
    """Names of one slot and of several, to be deleted again."""
    short = ["OLD%05d.TMP" % number for number in range(dice.randrange(1, 5))]
    return short + ["an-old-name-%d%s.efi" % (number, "x" * dice.randrange(40)) for number in range(dice.randrange(1, 4))]


def _staged(work: Path, path: str, content: Content) -> Path:
    target = work / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        _link(content, target)
    else:
        target.write_bytes(content)
    return target


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _fill(image: Path, part: Partition, volume: FatVolume) -> None:
    """A file of the right size, so that just `volume.free` bytes stay free. Its chain is made by hand, its content is
    whatever lies there: else a large volume would have to be written in full."""
    write_fat(image, part, {"/filler.bin": b"x"})
    reader = FatVolumeReader.open(image, part.start)
    node = reader.tree()["/filler.bin"]
    free = [number for number in range(2, reader.count + 2) if reader.next(number) == 0]
    wanted = len(free) - -(-(volume.free or 0) // reader.cluster_size)
    if wanted <= 0:
        return
    width = reader.bits // 8
    table = array(reader.table.typecode, reader.table)
    chain = [node.first] + free[:wanted]
    for number, following in zip(chain, chain[1:] + [(1 << (28 if width == 4 else 16)) - 1]):
        table[number] = following
    with open(image, "r+b") as file:
        for copy in reader.fat_at:
            file.seek(copy)
            file.write(table.tobytes())
        file.seek(node.slot + 28)
        file.write(struct.pack("<I", len(chain) * reader.cluster_size))
        if reader.info_at is not None:
            file.seek(reader.info_at + 488)
            file.write(struct.pack("<I", len(free) - wanted))


def _root_tree(machine: Machine, tree: Path) -> None:
    for name in ("boot", "efi", "dev", "proc", "sys", "run", "tmp", "usr", "lab", "root", "var", "etc", "home"):
        (tree / name).mkdir(parents=True, exist_ok=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (tree / name).symlink_to("usr/" + name)
    files, links = layout.store_files(machine)
    for path, content in {**files, **layout.etc_files(machine)}.items():
        target = tree / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            _link(content, target)
        else:
            target.write_bytes(content)
        if content[:2] == b"#!" if isinstance(content, bytes) else False:
            target.chmod(0o755)
    for path, text in links.items():
        _symlink(tree / path.lstrip("/"), text, 1.0)
    for path, text, stamp in layout.profile_links(machine):
        _symlink(tree / path.lstrip("/"), text, stamp or machine_time())
    _date_toplevels(machine, tree)


def _date_toplevels(machine: Machine, tree: Path) -> None:
    """The stand-in installers take "built on" from here (the real one from ctime, which nobody can set)."""
    for generation in machine.generations:
        if generation.linked:
            spec = machine.spec(generation)
            for one in (spec, *spec.specialisations.values()):
                stamp = generation.created().timestamp()
                os.utime(tree / one.toplevel.lstrip("/"), (stamp, stamp))


def machine_time() -> float:
    from .machine import EPOCH
    return EPOCH.timestamp()


def _symlink(path: Path, text: str, stamp: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(text)
    os.utime(path, (stamp, stamp), follow_symlinks=False)


def _root(image: Path, part: Partition, machine: Machine) -> None:
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
        tree = Path(work) / "tree"
        tree.mkdir()
        _root_tree(machine, tree)
        cache.call("mke2fs", "-q", "-F", "-t", "ext4", "-L", "nixos", "-U", partition_guid("filesystem"),
                   "-m", "0", "-O", "^resize_inode", "-E", "offset=%d,root_owner=0:0" % part.start,
                   "-d", tree, image, "%dk" % (part.size // 1024))


def build(machine: Machine, image: Path) -> Path:
    """Writes the whole disk; returns `image`."""
    parts = partitions(machine)
    with open(image, "wb") as file:
        file.truncate(parts[-1].start + parts[-1].size + MIB)
    _gpt(image, parts)
    files: Dict[str, layout.Files] = layout.boot_files(machine)
    for part, volume in zip(parts, [v for v in (machine.esp, machine.xbootldr) if v]):
        _stale(image, part, sum(len(data_of(content)) for content in files[volume.role].values()) + 8 * MIB)
        make_fat(image, part, volume)
        write_fat(image, part, files[volume.role], aged=machine.text)
        for folder in machine.crowded:
            _crowd(image, part, folder)
        if volume.free is not None:
            _fill(image, part, volume)
    _root(image, parts[-1], machine)
    return image


def built(machine: Machine) -> Path:
    """The disk of this sketch, from the cache if it was made before. Copy it before writing to it."""
    name = cache.digest(machine.text, layout.BOOTLOADER, *cache.sources(
        "machine.py", "layout.py", "disk.py", "nixos.py", "kernel.py", "initrd.py", "init", *layout.BUILDERS))
    return cache.kept("disks/" + name + ".img", lambda target: build(machine, target) and None)
