"""ZFS for the guests, out of Debian's contrib: modules built for their kernel, programs unpacked; nothing is installed.

apt is given a configuration of its own, below the cache: the sources of this machine, which rarely have contrib, and
its lists stay as they are. Headers and the sources of zfs-dkms are unpacked side by side and built there, without dkms.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import List, Tuple

from . import cache, kernel
from .case import Skipped

SOURCES = "zfs-dkms"
PACKAGES = ["zfsutils-linux", "libnvpair3linux", "libuutil3linux", "libzfs4linux", "libzpool5linux", "libtirpc3",
            "libgssapi-krb5-2", "libkrb5-3", "libk5crypto3", "libkrb5support0", "libkeyutils1"]
PROGRAMS = ["zpool", "zfs", "mount.zfs"]
# In the order of loading.
MODULES = ["spl", "znvpair", "zavl", "zunicode", "zcommon", "icp", "zzstd", "zlua", "zfs"]
_CONFIGURATION = """
Dir::Etc::SourceList "%(folder)s/sources.list"; Dir::Etc::SourceParts "/dev/null";
Dir::State "%(folder)s/state"; Dir::State::status "/dev/null"; Dir::Cache "%(folder)s/cache";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""
_SIGNED = "/usr/share/keyrings/debian-archive-keyring.gpg"


def built() -> Path:
    """The folder with `modules` and `programs`, made once for each kernel in about four minutes.

    Raises Skipped where it cannot be had here, with the reason.
    """
    return cache.kept("zfs-" + kernel.unpacked().name, _make)


def modules() -> Path:
    """The folder with the modules, and their names in the order of loading in the file `order`."""
    return built() / "modules"


def programs() -> Path:
    """The folder below which the programs are unpacked."""
    return built() / "programs"


def _make(target: Path) -> None:
    work = target.parent
    headers = "linux-headers-" + kernel.release()
    apt = _own_apt(work)
    needed, compiler = _build_packages(apt, headers)
    for program in (compiler, "make"):
        if shutil.which(program) is None:
            raise Skipped("ZFS cannot be built without %s: run Tests/VM/install-packages" % program)
    try:
        cache.call("apt-get", *apt, "download", headers, *needed, SOURCES, *PACKAGES, cwd=work)
    except RuntimeError as error:
        raise Skipped("ZFS cannot be fetched from Debian's contrib: %s" % _last(error)) from None
    for deb in sorted(work.glob("*.deb")):
        own = any(deb.name.startswith(name + "_") for name in PACKAGES)
        cache.call("dpkg-deb", "-x", deb, work / "programs" if own else work / "tree")
    (work / "modules").mkdir()
    _build(work / "tree/usr/src", headers, compiler, work / "modules")
    target.mkdir()
    for name in ("programs", "modules"):
        shutil.move(str(work / name), target)


def _own_apt(work: Path) -> List[str]:
    """The words that make apt work below this folder, its lists fetched."""
    for name in ("state/lists/partial", "cache/archives/partial"):
        (work / name).mkdir(parents=True)
    asked = cache.call("apt-get", "indextargets", "Created-By: Packages", "--format", "$(ORIGIN) $(SITE) $(RELEASE)")
    places = [line.split()[1:] for line in asked.decode().splitlines() if line.startswith("Debian ")]
    if not places:  # a machine without package lists
        release = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(), re.MULTILINE)
        name = release.group(1) if release else "stable"
        places = [["http://deb.debian.org/debian", name], ["http://deb.debian.org/debian-security", name + "-security"]]
    signed = "[signed-by=%s] " % _SIGNED if Path(_SIGNED).exists() else ""
    (work / "sources.list").write_text("".join(sorted({
        "deb %s%s %s main contrib\n" % (signed, site, release) for site, release in places})))
    (work / "apt.conf").write_text(_CONFIGURATION % {"folder": work})
    apt = ["-q", "-c", str(work / "apt.conf")]
    try:
        cache.call("apt-get", *apt, "-o", "APT::Update::Error-Mode=any", "update")
    except RuntimeError as error:
        raise Skipped("Debian's contrib, which has ZFS, cannot be reached: %s" % _last(error)) from None
    return apt


def _build_packages(apt: List[str], headers: str) -> Tuple[List[str], str]:
    """The packages with the rest of the headers, and the compiler that the kernel was built with."""
    try:
        said = cache.call("apt-cache", *apt, "depends", headers).decode()
    except RuntimeError:
        raise Skipped("Debian has no %s any more: remove %s, so that its newest kernel is taken" % (
            headers, kernel.unpacked())) from None
    names = re.findall(r"Depends: (linux-\S+)", said)
    compiler = next((name for name in names if name.startswith("linux-compiler-")), "linux-compiler-gcc")
    found = re.search(r"gcc-\d+", compiler)
    return [name for name in names if name != compiler], found.group() if found else "gcc"


def _build(sources: Path, headers: str, compiler: str, target: Path) -> None:
    common = next(sources.glob("linux-headers-*-common"))
    (sources / headers / "Makefile").write_text("include %s/Makefile\n" % common)
    tree = next(sources.glob("zfs-*"))
    cache.call("./configure", "--quiet", "--disable-dependency-tracking", "--with-config=kernel",
               "--with-linux=%s" % common, "--with-linux-obj=%s" % (sources / headers), "KERNEL_CC=" + compiler, cwd=tree)
    cache.call("make", "--silent", "-j%d" % (os.cpu_count() or 1), cwd=tree)
    for name in MODULES:
        cache.call("strip", "--strip-debug", "-o", target / (name + ".ko"), next(tree.rglob(name + ".ko")))
    (target / "order").write_text("".join(name + ".ko\n" for name in MODULES))


def _last(error: RuntimeError) -> str:
    lines = [line for line in str(error).splitlines() if line.startswith("E:")] or str(error).splitlines()
    return lines[-1] if lines else "no reason given"
