"""The kernel of every machine here: Debian's cloud kernel, unpacked and never installed.

Each kernel of a sketch has a tag of one or two letters. On its way up, the EFI stub of Linux 6.1 stores the
constant 0xffff in the field vid_mode of the boot parameters, which nothing reads on an EFI machine
and which the kernel shows in /sys/kernel/boot_params/data. The tag takes the place of that constant: so the
console can tell which file the firmware really read and started.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Dict, List

from . import cache

META_PACKAGE = "linux-image-cloud-amd64"
# movw $0xffff, 0x1fa(register)
_STAMP = re.compile(rb"\x66\xc7[\x80-\x87]\xfa\x01\x00\x00\xff\xff")
# Loaded by the initrd, in this order, each after what it depends on.
MODULES = ["virtio_pci", "virtio_blk", "virtio_rng", "nls_cp437", "nls_ascii", "nls_iso8859-1", "nls_utf8",
           "vfat", "efivarfs", "loop"]


def _newest_package() -> str:
    found = re.search(r"Depends: (linux-image-\d\S*)", _depends())
    if not found:  # a machine without package lists
        cache.call("apt-get", "update", "-q")
        found = re.search(r"Depends: (linux-image-\d\S*)", _depends())
    if not found:
        raise RuntimeError("apt-cache knows no %s, and apt-get update did not help" % META_PACKAGE)
    return found.group(1)


def _depends() -> str:
    try:
        return cache.call("apt-cache", "depends", META_PACKAGE).decode()
    except RuntimeError:
        return ""


def _unpack(package: str, target: Path) -> None:
    work = target.parent
    cache.call("apt-get", "download", package, cwd=work)
    deb = next(work.glob("*.deb"))
    cache.call("dpkg-deb", "-x", deb, work / "tree")
    target.mkdir()
    vmlinuz = next((work / "tree/boot").glob("vmlinuz-*"))
    shutil.copy(vmlinuz, target / "vmlinuz")
    (target / "release").write_text(vmlinuz.name[len("vmlinuz-"):])
    for module in _with_dependencies(next((work / "tree/lib/modules").iterdir())):
        shutil.copy(module, target / module.name)


def _with_dependencies(tree: Path) -> List[Path]:
    """The module files in loading order."""
    files: Dict[str, Path] = {path.name[:-3].replace("-", "_"): path for path in tree.rglob("*.ko")}
    order: List[Path] = []

    def add(name: str) -> None:
        path = files.get(name.replace("-", "_"))
        if path is None or path in order:
            return  # built in, or listed already
        for needed in cache.call("modinfo", "-F", "depends", path).decode().strip().split(","):
            if needed:
                add(needed)
        order.append(path)

    for module in MODULES:
        add(module)
    (tree / "order").write_text("\n".join(path.name for path in order))
    return order + [tree / "order"]


def unpacked() -> Path:
    """The folder with vmlinuz, release, order and the modules."""
    present = sorted(cache.folder().glob("linux-image-*"))
    if present:
        return present[-1]
    package = _newest_package()
    return cache.kept(package, lambda target: _unpack(package, target))


def release() -> str:
    return (unpacked() / "release").read_text()


def can_stamp() -> bool:
    """Whether this kernel has the instruction that takes the tag; else the console cannot name kernels."""
    return len(_STAMP.findall((unpacked() / "vmlinuz").read_bytes())) == 1


def stamped(tag: str) -> Path:
    """A real kernel that says `tag` when it runs, of a length that differs from tag to tag."""
    if len(tag) > 2:
        raise ValueError("kernel tag %r: at most two letters" % tag)

    def make(target: Path) -> None:
        data = bytearray((unpacked() / "vmlinuz").read_bytes())
        places = [found.end() for found in _STAMP.finditer(data)]
        if len(places) == 1:
            data[places[0] - 2:places[0]] = tag.encode().ljust(2, b"\0")
        tail = hashlib.sha256(tag.encode()).digest()
        data += tail * (1 + tail[0] % 97)
        target.write_bytes(data)

    return cache.kept("kernels/%s-%s" % (unpacked().name, tag), make)
