"""The initrd of every machine here: busybox, a few modules and ../guest/init.

The first archive is the same for all. A second one, appended, names the tag of the sketch and
fills the file up to the wanted size, so that no two initrds are alike.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path
from typing import Iterable, Tuple

from . import cache, kernel

Member = Tuple[str, int, bytes]  # name, mode, content


def newc(members: Iterable[Member]) -> bytes:
    """A cpio archive in the newc format (Documentation/driver-api/early-userspace/buffer-format.rst)."""
    out = bytearray()
    for inode, (name, mode, content) in enumerate([*members, ("TRAILER!!!", 0, b"")], 1):
        fields = [inode, mode, 0, 0, 1, 0, len(content), 0, 0, 5 if mode & 0o170000 == 0o020000 else 0,
                  1 if mode & 0o170000 == 0o020000 else 0, len(name) + 1, 0]
        out += b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        out += b"\0" * (-len(out) % 4) + content
        out += b"\0" * (-len(out) % 4)
    return bytes(out)


def _common(target: Path) -> None:
    tree = kernel.unpacked()
    busybox = shutil.which("busybox", path="/bin:/usr/bin")
    members = [(name, 0o040755, b"") for name in ("dev", "proc", "sys", "bin", "modules", "root")]
    members.append(("dev/console", 0o020600, b""))
    members.append(("bin/busybox", 0o100755, Path(busybox or "/bin/busybox").read_bytes()))
    members.append(("init", 0o100755, (cache.GUEST / "init").read_bytes()))
    members.append(("modules/order", 0o100644, (tree / "order").read_bytes() + b"\n"))
    for name in (tree / "order").read_text().split():
        members.append(("modules/" + name, 0o100644, (tree / name).read_bytes()))
    data = gzip.compress(newc(members), compresslevel=6, mtime=0)
    target.write_bytes(data + b"\0" * (-len(data) % 4))


def common() -> Path:
    name = cache.digest("initrd", kernel.unpacked().name, *cache.sources("init", "initrd.py", "kernel.py"))
    return cache.kept("initrds/common-" + name, _common)


def tagged(tag: str, size: int = 0) -> Path:
    """An initrd that says `tag` when it runs; `size` in bytes, 0 for as small as may be."""
    base = common()

    def make(target: Path) -> None:
        data = base.read_bytes()
        room = max(size - len(data) - 400, hashlib.sha256(tag.encode()).digest()[0] * 8)
        filler = (hashlib.sha256(b"fill" + tag.encode()).digest() * (room // 32 + 1))[:room]
        data += newc([("tag", 0o100644, tag.encode() + b"\n"), ("filler", 0o100600, filler)])
        target.write_bytes(data)

    return cache.kept("initrds/%s-%s-%d" % (base.name, tag, size), make)
