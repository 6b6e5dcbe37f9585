"""The disk with the guest's programs: Debian's own, with their libraries, and lifeboot.

Mounted read-only at /lab in every guest; /usr is a bind mount of its usr.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Iterable, List, Optional, Set

from . import cache

PROGRAMS = ["efibootmgr", "nix-env", "nix-store", "fsck.fat", "mkfs.fat", "blkid", "findmnt", "mount",
            "umount", "flock", "unshare", "strace", "python3.11", "lsblk", "chattr", "lsattr"]
# Opened by name at run time, so ldd does not show them.
LIBRARIES = ["libcrypto.so.3", "libgcc_s.so.1", "libefiboot.so.1", "libefivar.so.1", "libblkid.so.1"]
PYTHON_LEFT_OUT = shutil.ignore_patterns(
    "test", "tests", "idlelib", "lib2to3", "ensurepip", "distutils", "config-*", "pydoc_data", "tkinter", "turtle*",
    "unittest", "asyncio", "dist-packages", "sitecustomize.py", "sqlite3", "dbm", "xml", "wsgiref", "curses")


def lifeboot_binary() -> Optional[Path]:
    """$LIFEBOOT_BINARY, else the release build of this checkout, else nothing."""
    named = os.environ.get("LIFEBOOT_BINARY")
    path = Path(named) if named else cache.HERE.parents[2] / ".build/release/lifeboot"
    return path.resolve() if path.exists() else None


def recipes_binary() -> Optional[Path]:
    """disk-recipes, the program that runs one durable recipe: beside lifeboot, or in $LIFEBOOT_RECIPES."""
    named = os.environ.get("LIFEBOOT_RECIPES")
    lifeboot = lifeboot_binary()
    for path in [Path(named)] if named else [lifeboot.parent / "disk-recipes"] if lifeboot else []:
        if path.exists():
            return path.resolve()
    return None


def _bootctl() -> Path:
    """Unpacked, not installed: the package would make itself the boot loader of this machine."""

    def make(target: Path) -> None:
        cache.call("apt-get", "download", "systemd-boot", cwd=target.parent)
        cache.call("dpkg-deb", "-x", next(target.parent.glob("*.deb")), target)

    return cache.kept("systemd-boot", make) / "usr/bin/bootctl"


def _which(name: str) -> Optional[Path]:
    found = shutil.which(name, path="/usr/bin:/usr/sbin:/bin:/sbin")
    return Path(found) if found else None


def _libraries(program: Path) -> Set[Path]:
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True)
    if "not found" in done.stdout:
        raise RuntimeError("%s: %s" % (program, done.stdout.strip()))
    return {Path(path) for path in re.findall(r"(/\S+) \(0x", done.stdout)}


def _place(source: Path, tree: Path) -> None:
    """Copies to the same path below usr, as on a merged-usr system."""
    inside = str(source) if str(source).startswith("/usr/") else "/usr" + str(source)
    target = tree / inside.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copy(source.resolve(), target)


def _files(programs: Iterable[Path]) -> List[Path]:
    wanted: Set[Path] = set()
    for program in programs:
        wanted.add(program)
        wanted |= _libraries(program)
    for name in LIBRARIES:
        wanted |= set(Path("/usr/lib/x86_64-linux-gnu").glob(name))
    for extension in Path("/usr/lib/python3.11/lib-dynload").glob("*.so"):
        wanted |= _libraries(extension)
    return sorted(wanted)


def _own() -> List[Path]:
    """The programs of this project that there are."""
    return [path for path in (lifeboot_binary(), recipes_binary()) if path]


def _fill(tree: Path) -> None:
    for path in _files(found for found in map(_which, PROGRAMS) if found):
        _place(path, tree)
    shutil.copytree("/usr/lib/python3.11", tree / "usr/lib/python3.11", ignore=PYTHON_LEFT_OUT, symlinks=False,
                    ignore_dangling_symlinks=True)
    shutil.copytree("/usr/lib/systemd/boot", tree / "usr/lib/systemd/boot")
    binary = tree / "usr/bin"
    (binary / "python3").symlink_to("python3.11")
    bootctl = _bootctl()
    for path in _libraries(bootctl):
        _place(path, tree)
    shutil.copy(bootctl, binary / "bootctl")
    busybox = _which("busybox")
    shutil.copy(busybox or "/bin/busybox", binary / "busybox")
    for applet in cache.call("busybox", "--list").decode().split():
        if not any((tree / "usr" / place / applet).exists() for place in ("bin", "sbin")):
            (binary / applet).symlink_to("busybox")
    for name, program in zip(("lifeboot", "disk-recipes"), (lifeboot_binary(), recipes_binary())):
        if program:
            for path in _libraries(program):
                _place(path, tree)
            shutil.copy(program, binary / name)
            (binary / name).chmod(0o755)
    for script in cache.GUEST.iterdir():
        if script.is_file() and script.name != "init":
            shutil.copy(script, tree / script.name)
    shutil.copy(cache.HERE / "nixos.py", tree / "nixos.py")


def _make(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
        tree = Path(work)
        _fill(tree)
        size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
        cache.call("mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-O", "^has_journal,^resize_inode",
                   "-E", "root_owner=0:0", "-d", tree, target, "%dk" % (size * 12 // 10240 + 20480))


def image() -> Path:
    """The tools disk, made anew when one of its parts changed."""
    packages = [path.stat().st_mtime_ns for path in map(_which, PROGRAMS) if path]
    scripts = sorted(path for path in cache.GUEST.iterdir() if path.is_file())
    name = cache.digest(packages, *scripts, *cache.sources("nixos.py", "tools.py"), *_own())
    return cache.kept("tools/" + name + ".ext4", _make)
