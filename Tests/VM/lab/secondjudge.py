"""The second judge: the same question, answered by mtools and fsck.fat.

It shares neither code nor idea with the first: names and bytes come out of mdir and mtype, what is
wrong with chains out of the text of fsck.fat -n (its status tells nothing, for a mounted volume is
always dirty).
About a tenth of a second a state, so it sees a sample.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from . import menu
from .blklog import Write
from .disk import Partition
from .expectation import Expectation

_ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", MTOOLS_SKIP_CHECK="1", TZ="UTC",
                    PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class Mirror:
    """Each boot partition as a file of its own, brought to the states by the same writes."""

    def __init__(self, image: Path, parts: Sequence[Partition], folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.files: Dict[str, Path] = {}
        self.parts = list(parts)
        for part in parts:
            target = folder / (part.role + ".fat")
            subprocess.run(["dd", "if=%s" % image, "of=%s" % target, "bs=1M", "conv=sparse", "status=none",
                            "skip=%d" % (part.start >> 20), "count=%d" % (part.size >> 20)], check=True)
            self.files[part.role] = target
        self.open = {role: os.open(path, os.O_RDWR) for role, path in self.files.items()}

    def apply(self, write: Write, first: int = 0, last: int = 1 << 40) -> List[Tuple[str, int, bytes]]:
        for part in self.parts:
            if part.start <= write.offset < part.start + part.size:
                data = write.data[first * 512:min(last, write.sectors) * 512]
                at = write.offset - part.start + first * 512
                old = os.pread(self.open[part.role], len(data), at)
                os.pwrite(self.open[part.role], data, at)
                return [(part.role, at, old)]
        return []

    def undo(self, steps: List[Tuple[str, int, bytes]]) -> None:
        for role, at, old in reversed(steps):
            os.pwrite(self.open[role], old, at)

    def close(self) -> None:
        for number in self.open.values():
            os.close(number)


def complaints(path: Path) -> Dict[str, str]:
    """What fsck.fat says, by the file it says it of; "" for what concerns no file.

    Under "checked" stand the last parts of all names it came by.
    """
    done = subprocess.run(["fsck.fat", "-n", "-l", str(path)], capture_output=True, env=_ENVIRONMENT)
    out: Dict[str, str] = {}
    subjects: List[str] = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        if line.startswith("Checking file "):
            out.setdefault("checked", "")
            name = re.sub(r" \([^()]*\)$", "", line[len("Checking file "):])
            out["checked"] += name.rstrip("/").rsplit("/", 1)[-1].lower() + "\n"
            continue
        if line.startswith("/"):
            name = re.sub(r"( and)?$", "", line).strip()
            subjects = subjects + [name] if out.get(subjects[-1] if subjects else "") is None else [name]
        elif line.startswith(" ") and subjects:
            for subject in subjects:
                out[subject.lower()] = out.get(subject.lower(), "") + line.strip() + " "
            subjects = subjects if "share clusters" in line else []
        else:
            subjects = []
            out[""] = out.get("", "") + line + "\n"
    return out


def _mtools(*words: str) -> bytes:
    return subprocess.run(words, capture_output=True, env=_ENVIRONMENT, stdin=subprocess.DEVNULL).stdout


class _Volume:
    """Names and contents of a volume, by path in lower case, as mtools tells them."""

    def __init__(self, path: Path):
        self.path = str(path)
        listed = _mtools("mdir", "-/", "-b", "-a", "-i", self.path, "::/").decode("utf-8", "replace")
        self.names = {line[2:].lower(): line for line in listed.splitlines() if not line.endswith("/")}
        said = complaints(path)
        self.checked = set(said.pop("checked", "").split("\n")) - {"", ".", ".."}
        self.said = {name.rsplit("/", 1)[-1]: text for name, text in said.items()}
        self.folders = {line[2:].rstrip("/").rsplit("/", 1)[-1].lower() for line in listed.splitlines()
                        if line.endswith("/")}

    def hidden(self) -> List[str]:
        """Names that fsck.fat comes by and mdir does not: they lie behind a folder's end mark."""
        shown = {name.rsplit("/", 1)[-1] for name in self.names} | self.folders
        return sorted(name for name in self.checked - shown if "~" in name or "." in name)

    def content(self, name: str) -> bytes:
        return _mtools("mtype", "-i", self.path, self.names[name])


def broken(mirror: Mirror, wanted: Expectation) -> List[str]:
    """What is broken in the mirrored state; empty if the machine comes up whole."""
    volumes = {role: _Volume(path) for role, path in mirror.files.items()}
    out: List[str] = []

    def check(role: str, path: str, digests: Sequence[str]) -> None:
        name = path.lower()
        said = volumes[role].said.get(name.rsplit("/", 1)[1])
        there = name in volumes[role].names
        digest = hashlib.sha1(volumes[role].content(name)).hexdigest() if there else None
        if wanted.may_be(role, path, digest) and (not said or "share clusters" in said):
            return
        if not there:
            out.append("mdir does not show %s" % path)
        elif digest not in digests:
            out.append("mtype gives other bytes for %s" % path)
        elif said:
            out.append("fsck.fat on %s: %s" % (path, said))

    for role, volume in volumes.items():
        out += ["mdir does not show %s, which fsck.fat comes by" % name for name in volume.hidden()]
    for role, fixed in wanted.fixed.items():
        for path, digest in fixed.items():
            check(role, path, [digest])
    seen = _menu(volumes, wanted, check, out)
    if "/loader/loader.conf" in volumes["esp"].names:
        check("esp", "/loader/loader.conf", wanted.confs)
    out += ["the entry %s is gone" % name for name, entry in wanted.entries.items()
            if entry.stays and name not in seen and not wanted.may_be(entry.role, "/loader/entries/" + name, None)]
    return out + _default(volumes["esp"], seen, wanted)


def _menu(volumes: Dict[str, _Volume], wanted: Expectation, check, out: List[str]) -> List[str]:
    seen: List[str] = []
    for role, volume in volumes.items():
        for path in volume.names:
            if not re.fullmatch(r"/loader/entries/[^/]*\.conf", path):
                continue
            name = menu.without_counter(path.rsplit("/", 1)[1])
            seen.append(name)
            if path in (one.lower() for one in wanted.fixed[role]):
                continue
            if name not in wanted.entries:
                out.append("nobody wrote %s" % path)
                continue
            check(role, path, [wanted.entries[name].text])
            for target, digest in wanted.entries[name].files.items():
                check(wanted.entries[name].role, target, [digest])
    return seen


def _default(esp: _Volume, seen: List[str], wanted: Expectation) -> List[str]:
    """Looks only whether the default is named outright, which it is in all that the installers write."""
    known = "/loader/loader.conf" in esp.names
    text = esp.content("/loader/loader.conf").decode("utf-8", "replace") if known else ""
    named = re.search(r"^default (\S+)$", text, flags=re.MULTILINE)
    if wanted.variable or not named or "*" in named.group(1) or not wanted.defaults:
        return []
    name = named.group(1).lower()
    if any(wanted.may_be(role, "/loader/entries/" + name, None) for role in wanted.fixed):
        return []  # it was gone before, too
    if name in seen and name not in wanted.defaults or name not in seen and name in wanted.final_entries:
        return ["the default names %s" % name]
    return []
