"""Programs and kernel modules for LUKS, LVM, MD, btrfs and ZFS: Debian's, unpacked and never installed.

The rescue system is a small initrd and a disk with these programs and lifeboot, as a rescue medium would have them; its
root is in memory. Targets open their own disks with an initrd of the same parts.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from . import cache, initrd, kernel, tools, zfs

PACKAGES = ["cryptsetup-bin", "lvm2", "mdadm", "liblvm2cmd2.03", "libdevmapper-event1.02.1", "libaio1", "libedit2",
            "libbsd0", "libpopt0"]
PROGRAMS = ["cryptsetup", "lvm", "mdadm"]
LVM_NAMES = ["vgchange", "vgs", "lvs", "pvs", "pvcreate", "vgcreate", "lvcreate", "lvchange"]
# Of the host, beside what every guest has.
MORE = ["btrfs", "mkfs.btrfs", "mkfs.xfs", "mke2fs", "chroot", "dmsetup", "losetup", "swapon", "mountpoint", "partx", "fatlabel"]
# By what a layout needs, in the order of loading, each after what it depends on.
MODULES = {"luks": ["dm-mod", "dm-crypt", "xts", "ecb", "af_alg", "algif_skcipher"], "lvm": ["dm-mod"],
           "raid1": ["md-mod", "raid1"], "btrfs": ["btrfs"], "xfs": ["xfs"]}


def packages() -> Path:
    """The folder below which the packages are unpacked."""

    def make(target: Path) -> None:
        cache.call("apt-get", "download", *PACKAGES, cwd=target.parent)
        for deb in sorted(target.parent.glob("*.deb")):
            cache.call("dpkg-deb", "-x", deb, target)

    return cache.kept("storage-programs", make)


def modules() -> Path:
    """All modules of `MODULES` with what they depend on, and for each key a file order-KEY."""

    def make(target: Path) -> None:
        package = kernel.unpacked().name
        cache.call("apt-get", "download", package, cwd=target.parent)
        cache.call("dpkg-deb", "-x", next(target.parent.glob("*.deb")), target.parent / "tree")
        target.mkdir()
        files = {path.name[:-3].replace("-", "_"): path for path in (target.parent / "tree/lib/modules").rglob("*.ko")}
        for key, names in MODULES.items():
            order: List[Path] = []
            for name in names:
                _add(name, files, order)
            for path in order:
                shutil.copy(path, target / path.name)
            (target / ("order-" + key)).write_text("".join(path.name + "\n" for path in order))
        shutil.rmtree(target.parent / "tree")

    return cache.kept("storage-" + kernel.unpacked().name, make)


def _add(name: str, files: Dict[str, Path], order: List[Path]) -> None:
    path = files.get(name.replace("-", "_"))
    if path is None or path in order:
        return  # built in, or listed already
    for needed in cache.call("modinfo", "-F", "depends", path).decode().strip().split(","):
        if needed:
            _add(needed, files, order)
    order.append(path)


def _unpacked(name: str) -> Path:
    return zfs.programs() if name in zfs.PROGRAMS else packages()


def _libraries(name: str) -> List[Path]:
    """The libraries of a program, those of the packages before those of the host."""
    program, root = _program(name), _unpacked(name)
    places = [str(path) for path in root.glob("*lib/x86_64-linux-gnu")] + [str(root / "usr/lib/x86_64-linux-gnu")]
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True,
                          env=dict(os.environ, LD_LIBRARY_PATH=":".join(places)))
    if "not found" in done.stdout:
        raise RuntimeError("%s: %s" % (program, done.stdout.strip()))
    return [Path(path) for path in re.findall(r"(/\S+) \(0x", done.stdout)]


def _program(name: str) -> Path:
    found = next(iter(_unpacked(name).glob("*sbin/" + name)), None) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        raise RuntimeError("no %s on this machine: run Tests/VM/install-packages" % name)
    return Path(found)


def place(names: Sequence[str], tree: Path) -> None:
    """These programs with their libraries below `tree`, as on a system with one usr."""
    for name in names:
        source = _program(name)
        if (tree / "usr/bin" / name).is_symlink():
            (tree / "usr/bin" / name).unlink()  # the applet of busybox
        for path, target in [(source, "sbin/" + name)] + [(lib, _inside(lib)) for lib in _libraries(name)]:
            goal = tree / "usr" / target
            goal.parent.mkdir(parents=True, exist_ok=True)
            if goal.is_symlink():
                goal.unlink()  # the applet of busybox
            if not goal.exists():
                shutil.copy(path.resolve(), goal)
    for name in LVM_NAMES if "lvm" in names else []:
        if not (tree / "usr/sbin" / name).exists():
            (tree / "usr/sbin" / name).symlink_to("lvm")


def _inside(library: Path) -> str:
    return re.sub(r"^.*?/(?=lib(64)?/)", "", str(library))


def rescue_disk(has_zfs: bool = False) -> Path:
    """The programs of the rescue system as a disk, lifeboot among them."""
    more = zfs.PROGRAMS if has_zfs else []
    name = cache.digest(tools.image().name, kernel.unpacked().name, *more, *cache.sources("storage.py", "zfs.py"))

    def make(target: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
            tree = Path(work)
            tools._fill(tree)
            place(PROGRAMS + MORE + more, tree)
            size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
            cache.call("mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-O", "^has_journal,^resize_inode",
                       "-E", "root_owner=0:0", "-d", tree, target, "%dk" % (size * 12 // 10240 + 20480))

    return cache.kept("tools/rescue-" + name + ".ext4", make)


def _archive(keys: Sequence[str], init: str, programs: Sequence[str], more: Sequence[initrd.Member]) -> bytes:
    """An initrd: busybox, the usual modules, those of these keys, these programs, and this first program."""
    members = [(name, 0o040755, b"") for name in ("dev", "proc", "sys", "bin", "modules", "root", "run", "etc", "tmp",
                                                  "usr", "usr/bin", "usr/sbin", "usr/lib", "usr/lib64")]
    members += [(name, 0o120777, ("usr/" + name).encode()) for name in ("lib", "lib64", "sbin")]
    members += [("dev/console", 0o020600, b""), ("bin/busybox", 0o100755, _program("busybox").read_bytes()),
                ("init", 0o100755, (cache.GUEST / init).read_bytes())]
    order: List[str] = []
    for folder, names in _modules(keys):
        for name in [line for one in names for line in (folder / one).read_text().split()]:
            if name not in order:
                order.append(name)
                members.append(("modules/" + name, 0o100644, (folder / name).read_bytes()))
    members.append(("modules/order", 0o100644, "".join(name + "\n" for name in order).encode()))
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
        place(programs, Path(work))
        for path in sorted(Path(work).rglob("*")):
            name = str(path.relative_to(work))
            if path.is_symlink():
                members.append((name, 0o120777, os.readlink(path).encode()))
            elif path.is_dir():
                members.append((name, 0o040755, b""))
            else:
                members.append((name, 0o100755, path.read_bytes()))
    data = gzip.compress(initrd.newc(list({one[0]: one for one in [*members, *more]}.values())), compresslevel=1, mtime=0)
    return data + b"\0" * (-len(data) % 4)


def _modules(keys: Sequence[str]) -> List[Tuple[Path, List[str]]]:
    """Folders with modules, and which files in each name them in the order of loading."""
    own = [(zfs.modules(), ["order"])] if "zfs" in keys else []
    return [(kernel.unpacked(), ["order"]), (modules(), ["order-" + key for key in keys if key in MODULES])] + own


def rescue_initrd(has_zfs: bool = False) -> Path:
    """The initrd of the rescue system: every module, and the way to its disk."""
    keys = sorted(MODULES) + (["zfs"] if has_zfs else [])
    name = cache.digest(*cache.sources("storage.py", "zfs.py", "rescue-init"), kernel.unpacked().name, *keys)
    return cache.kept("initrds/rescue-" + name, lambda target: target.write_bytes(
        _archive(keys, "rescue-init", [], [])) and None)


def target_initrd(keys: Sequence[str], key_file: bytes) -> Path:
    """The first archive of a target's initrd: it opens what has these keys."""
    programs = [name for key, name in (("luks", "cryptsetup"), ("lvm", "lvm"), ("raid1", "mdadm"), ("btrfs", "btrfs"))
                if key in keys] + (zfs.PROGRAMS if "zfs" in keys else [])
    name = cache.digest(*cache.sources("storage.py", "zfs.py", "init-storage"), kernel.unpacked().name, *keys, key_file)
    return cache.kept("initrds/target-" + name, lambda target: target.write_bytes(
        _archive(keys, "init-storage", programs, [("key", 0o100600, key_file)])) and None)
