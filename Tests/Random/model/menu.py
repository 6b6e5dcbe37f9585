"""systemd-boot's menu and its choice: which entries it takes up, in which order, and which one it starts."""

import functools
import re
import struct
from dataclasses import dataclass, field
from typing import List, Optional

from machine import programs

from . import lines
from .volume import FILE, FOLDER, MISSING, ODD, Volume

LIMIT = 60000
LOADERS = ("/EFI/systemd/systemd-boot%s.efi", "/EFI/BOOT/BOOT%s.EFI")
COUNTER = re.compile(r"^(.*)\+([0-9]+)(?:-([0-9]+))?(\.[A-Za-z]+)$", re.S)


@dataclass
class Entry:
    """One line of the menu."""

    id: str
    name: str
    path: str
    volume: Volume
    kind: str = ""
    loader: str = ""
    title: str = ""
    version: str = ""
    sort_key: str = ""
    machine_id: str = ""
    options: str = ""
    devicetree: str = ""
    initrds: List[str] = field(default_factory=list)
    left: Optional[int] = None
    done: Optional[int] = None
    data: bytes = b""


@dataclass
class Choice:
    """What the loader starts: an id, or None where the menu is empty; None in `sure` tells why this cannot be said."""

    id: Optional[str]
    entry: Optional[Entry] = None
    sure: bool = True
    #: Something else is configured and not there: this is the first of the menu, chosen by nobody.
    by_luck: bool = False


class Menu:
    """Read from the trees of the volumes, the ESP first."""

    def __init__(self, machine, variables):
        self.machine = machine
        self.variables = variables
        self.odd = []
        self.volumes = [Volume(path) for path in machine.volumes]
        self.entries = []
        suffix = {"x86_64-linux": "x64", "aarch64-linux": "aa64"}[machine.arch]
        self.suffix = suffix
        for volume in self.volumes:
            self.take_type1(volume)
            self.take_unified(volume)
        self.entries.sort(key=functools.cmp_to_key(compare))
        for one, other in zip(self.entries, self.entries[1:]):
            if one.id == other.id:
                self.odd.append("two entries %s" % one.id)

    def folder(self, volume, path):
        kind, place = volume.find(path)
        if kind == ODD:
            self.odd.append("%s is odd" % path)
        return volume.names(place) if kind == FOLDER else [], place

    def take_type1(self, volume):
        names, place = self.folder(volume, "/loader/entries")
        seen = set()
        for name in names:
            low = name.lower()
            if not low.endswith(".conf") or low.startswith("auto-") or name.startswith("."):
                continue
            if low in seen or any(ord(letter) > 126 or ord(letter) < 32 for letter in name):
                self.odd.append("name %r" % name)
                continue
            seen.add(low)
            path = place + "/" + name
            kind = volume.kind(path)
            if kind == ODD:
                self.odd.append("%s is odd" % name)
            if kind != FILE:
                continue
            with open(path, "rb") as file:
                data = file.read(LIMIT + 1)
            if len(data) > LIMIT:
                self.odd.append("%s is huge" % name)
                continue
            self.add(volume, path, name, data)

    def add(self, volume, path, name, data):
        entry = Entry(*counted(name), volume=volume, path=path, name=name, data=data)
        for key, value in lines.pairs(data):
            if key in ("linux", "efi", "uki"):
                if entry.kind not in (None, "", key):
                    self.odd.append("%s is of two kinds" % name)  # the loader's version decides
                entry.kind, entry.loader = key, value
            elif key == "architecture":
                if value.lower() != self.suffix:
                    return
            elif key == "initrd":
                entry.initrds.append(value)
            elif key == "options":
                entry.options = (entry.options + " " + value).strip()
            elif key in ("title", "version", "devicetree"):
                setattr(entry, key, value)
            elif key in ("sort-key", "machine-id"):
                setattr(entry, key.replace("-", "_"), value)
            elif key in ("uki-url", "profile", "devicetree-overlay", "extra"):
                self.odd.append("%s has %s" % (name, key))
        if not entry.kind:
            return
        kind, _ = volume.find(entry.loader)
        if kind in (ODD, FOLDER):
            self.odd.append("%s names an odd file" % name)
        if kind == MISSING:
            return
        self.entries.append(entry)

    def take_unified(self, volume):
        names, place = self.folder(volume, "/EFI/Linux")
        for name in names:
            if not name.lower().endswith(".efi"):
                continue
            path = place + "/" + name
            if volume.kind(path) != FILE:
                self.odd.append("%s is odd" % name)
                continue
            with open(path, "rb") as file:
                data = file.read(1 << 20)
            found = sections(data)
            if found is None or self.machine.originals.get(path) != data:
                self.odd.append("%s cannot be told" % name)
                continue
            release = dict(re.findall(r'^([A-Z_]+)="?([^"\n]*)"?$', found.get(".osrel", b"").decode(), re.M))
            entry = Entry(*counted(name), volume=volume, path=path, name=name, kind="unified", loader=path)
            entry.title, entry.version, entry.sort_key = (release.get(key, "") for key in ("PRETTY_NAME", "VERSION_ID", "ID"))
            self.entries.append(entry)

    # The choice.

    def configured(self):
        """loader.conf's keys; the last of each counts."""
        kind, place = self.volumes[0].find("/loader/loader.conf")
        if kind == ODD:
            self.odd.append("loader.conf is odd")
        if kind != FILE:
            return {}
        with open(place, "rb") as file:
            data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            self.odd.append("loader.conf is huge")
        found = {}
        for key, value in lines.pairs(data):
            if key in ("default", "preferred") and value.startswith("@") and value.lower() != "@saved":
                continue
            found[key] = value
        return found

    def autos(self, configuration):
        """Entries that the loader makes itself."""
        if configuration.get("auto-entries", "1").lower() in ("0", "no", "false", "off", "n", "f"):
            return []
        esp = self.volumes[0]
        found = []
        if esp.find("/EFI/Microsoft/Boot/bootmgfw.efi")[0] == FILE:
            found.append("auto-windows")
        if esp.find("/shell%s.efi" % self.suffix)[0] == FILE:
            found.append("auto-efi-shell")
        fallback = esp.read("/EFI/BOOT/BOOT%s.EFI" % self.suffix)
        if fallback is not None and b"#### LoaderInfo: systemd-boot" not in fallback:
            found.append("auto-efi-default")
        return found

    def choose(self):
        """By the ids that this loader compares: 257.7 keeps counters in them, 258.3 does not, between it is not known."""
        version = [int(part) for part in self.machine.loader_version.split(".")]
        if version >= [258, 3]:
            return self.choice(lambda entry: entry.id)
        named = self.choice(lambda entry: entry.name.lower())
        same = named.id == self.choice(lambda entry: entry.id).id
        own = programs.loader(self.machine.loader_version, self.machine.arch)
        main, fallback = (self.volumes[0].read(path % self.suffix) for path in LOADERS)
        changed = main != own or fallback not in (None, own)
        if not same and (version > [257, 7] or changed):
            self.odd.append("a counted entry and a loader %s" % self.machine.loader_version)
            named.sure = False
        return named

    def choice(self, compared):
        configuration = self.configured()
        autos = self.autos(configuration)
        variables = {key: value.lower() for key, value in self.variables.items() if value}
        saved = variables.get("LoaderEntryLastBooted")
        wanted = [variables.get("LoaderEntryOneShot")]
        passing = range(0)
        newest = self.machine.loader_version >= "260"
        if newest:
            wanted += [variables.get("LoaderEntryPreferred"), configuration.get("preferred")]
            passing = range(1, 3)  # preferred passes over what failed to boot
        elif "preferred" in configuration or "LoaderEntryPreferred" in variables:
            self.odd.append("preferred with an old loader")
        wanted += [variables.get("LoaderEntryDefault"), configuration.get("default")]
        for index, pattern in enumerate(wanted):
            if pattern is None:
                continue
            pattern = pattern.lower()
            if pattern == "@saved":
                pattern = saved or ""
            if any(ord(letter) > 126 or ord(letter) < 32 for letter in pattern):
                self.odd.append("pattern %r" % pattern)
            for entry in self.entries:
                if lines.matches(pattern, compared(entry)) and not (index in passing and counter(entry.name)[0] == 0):
                    return Choice(entry.id, entry, not self.odd)
            for name in autos:
                if lines.matches(pattern, name):
                    return Choice(name, None, not self.odd)
        for entry in self.entries:
            return Choice(entry.id, entry, not self.odd, by_luck=any(pattern is not None for pattern in wanted[1:]))
        return Choice(autos[0] if autos else None, None, not self.odd)


def counting(name):
    """The loader reads a counter only where both numbers fit an int; else the whole name is the id."""
    match = COUNTER.match(name)
    return match if match and all(int(number or 0) < 1 << 31 for number in (match.group(2), match.group(3))) else None


def counted(name):
    """The id of a file's name, without the counter and in small letters."""
    match = counting(name)
    return ((match.group(1) + match.group(4)).lower() if match else name.lower(),)


def counter(name):
    match = counting(name)
    return (int(match.group(2)), int(match.group(3) or 0)) if match else (None, None)


def sign(left, right):
    return (left > right) - (left < right)


def compare(a, b):
    """The order of the menu."""
    (left_a, done_a), (left_b, done_b) = counter(a.name), counter(b.name)
    result = sign(left_a == 0, left_b == 0) or sign(not a.sort_key, not b.sort_key)
    if result:
        return result
    if a.sort_key and b.sort_key:
        result = sign(a.sort_key, b.sort_key) or sign(a.machine_id, b.machine_id)
        result = result or -lines.compare_versions(a.version, b.version)
        if result:
            return result
    result = -lines.compare_versions(a.id, b.id)
    if result or left_a is None or left_b is None:
        return result
    return -sign(left_a, left_b) or sign(done_a, done_b)


def sections(image):
    """The sections of a PE image by name, or None."""
    try:
        start = struct.unpack_from("<I", image, 0x3C)[0]
        count, size = struct.unpack_from("<H", image, start + 6)[0], struct.unpack_from("<H", image, start + 20)[0]
        found = {}
        for index in range(count):
            name, length, _, _, offset = struct.unpack_from("<8sIIII", image, start + 24 + size + 40 * index)
            found[name.rstrip(b"\0").decode("ascii", "replace")] = image[offset : offset + length]
        return found
    except struct.error:
        return None
