"""Which entry the loader will take: entries, their order and the default, as systemd-boot 252 does it.

After its manual pages systemd-boot(7), loader.conf(5) and the Boot Loader Specification; not after its code
and not after lifeboot's.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from dataclasses import dataclass, field
from typing import Dict, Iterable, List, Optional, Tuple


@dataclass
class Entry:
    """A Type #1 entry. `id` is the file name in lower case without a boot counter."""

    name: str
    keys: Dict[str, List[str]] = field(default_factory=dict)
    left: Optional[int] = None

    @property
    def id(self) -> str:
        return without_counter(self.name).lower()

    def first(self, key: str) -> str:
        return self.keys.get(key, [""])[0]

    def files(self) -> List[str]:
        """Kernel and initrds, as paths from the volume's root."""
        found = self.keys.get("linux", [])[:1] + self.keys.get("efi", [])[:1] + self.keys.get("initrd", [])
        return ["/" + path.lstrip("/") for path in found]


def without_counter(name: str) -> str:
    return re.sub(r"\+\d+(-\d+)?(?=\.conf$)", "", name, flags=re.IGNORECASE)


def parse(name: str, text: str) -> Entry:
    counter = re.search(r"\+(\d+)(-\d+)?\.conf$", name, flags=re.IGNORECASE)
    entry = Entry(name, left=int(counter.group(1)) if counter else None)
    for line in text.splitlines():
        words = line.strip().split(None, 1)
        if len(words) == 2 and not words[0].startswith("#"):
            entry.keys.setdefault(words[0], []).append(words[1].strip())
    return entry


def _pieces(text: str) -> List[Tuple[int, str]]:
    return [(1, part) if part.isdigit() else (0, part) for part in re.findall(r"\d+|[A-Za-z]+|[-.~^]", text)]


def compare_versions(left: str, right: str) -> int:
    """Version order (UAPI.10), as far as names and dates here need it."""
    a, b = _pieces(left), _pieces(right)
    for (a_digit, a_text), (b_digit, b_text) in zip(a, b):
        if a_text == b_text:
            continue
        if a_digit and b_digit:
            if int(a_text) != int(b_text):
                return 1 if int(a_text) > int(b_text) else -1
        else:
            for mark in "~-^.":
                if (a_text == mark) != (b_text == mark):
                    return -1 if a_text == mark else 1
            if a_digit != b_digit:
                return 1 if a_digit else -1
            return 1 if a_text > b_text else -1
    return (len(a) > len(b)) - (len(a) < len(b))


def _compare(a: Entry, b: Entry) -> int:
    if (a.left == 0) != (b.left == 0):
        return 1 if a.left == 0 else -1
    key_a, key_b = a.first("sort-key"), b.first("sort-key")
    if bool(key_a) != bool(key_b):
        return -1 if key_a else 1
    if key_a:
        for left, right in ((key_a, key_b), (a.first("machine-id"), b.first("machine-id"))):
            if left != right:
                return 1 if left > right else -1
        order = compare_versions(b.first("version"), a.first("version"))
        if order:
            return order
    return compare_versions(b.id, a.id)


def ordered(entries: Iterable[Entry]) -> List[Entry]:
    """As the menu shows them, first is best."""
    return sorted(entries, key=functools.cmp_to_key(_compare))


def default(entries: Iterable[Entry], conf: str, variable: Optional[str] = None) -> Optional[Entry]:
    """What boots with nobody at the keyboard: LoaderEntryDefault, the pattern of loader.conf, the first one."""
    order = ordered(entries)
    patterns = [variable] if variable else []
    for line in conf.splitlines():
        words = line.split(None, 1)
        if len(words) == 2 and words[0] == "default":
            patterns.append(words[1].strip())
    for pattern in patterns:
        for entry in order:
            if fnmatch.fnmatchcase(entry.id, pattern.lower()):
                return entry
    return next((entry for entry in order if entry.left != 0), order[0] if order else None)
