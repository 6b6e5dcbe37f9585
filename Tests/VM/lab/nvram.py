"""The variable store of OVMF as a file: read it, add variables to it, before or after a run.

Format: PI specification volume 3 (firmware volume), EDK II VariableFormat.h (authenticated
variables). Only adding is needed: a new value is appended and the old one marked as deleted.
"""

from __future__ import annotations

import struct
import uuid
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from . import disk
from .machine import Machine

GLOBAL = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c")
LOADER = uuid.UUID("4a67b082-0a4c-41cf-b6c7-440b29bb8c4f")
_STORE = uuid.UUID("aaf32c78-947b-439a-a180-2e144ec37792")
_HEADER = struct.Struct("<HBBIQ16sIII16s")
# REPLACED: still in force until its successor, which is written then, is ADDED.
ADDED, REPLACED, DELETED = 0x3F, 0x3E, 0x3C
Key = Tuple[str, uuid.UUID]


class Nvram:
    """The variables in the file at `path`; `save` writes them back. Or in `data`, without a file."""

    def __init__(self, path: Path, data: Optional[bytes] = None):
        self.path = path
        self.data = bytearray(path.read_bytes() if data is None else data)
        self.begin = struct.unpack_from("<H", self.data, 48)[0]  # length of the volume's header
        if bytes(self.data[self.begin:self.begin + 16]) != _STORE.bytes_le:
            raise ValueError("%s: no store of authenticated variables" % path)
        self.size = struct.unpack_from("<I", self.data, self.begin + 16)[0]

    def _walk(self) -> List[Tuple[int, Key, int, bytes]]:
        """Position, name, attributes and value of each variable that is in force; the end at last."""
        out: List[Tuple[int, Key, int, bytes]] = []
        replaced: List[Tuple[int, Key, int, bytes]] = []
        at = self.begin + 28
        while at + _HEADER.size <= self.begin + self.size:
            start, state, _, attributes, _, _, _, names, length, vendor = _HEADER.unpack_from(self.data, at)
            if start != 0x55AA:
                break
            name = bytes(self.data[at + 60:at + 60 + names]).decode("utf-16-le", "replace").rstrip("\0")
            value = bytes(self.data[at + 60 + names:at + 60 + names + length])
            if state in (ADDED, REPLACED):
                kind = out if state == ADDED else replaced
                kind.append((at, (name, uuid.UUID(bytes_le=vendor)), attributes, value))
            at += 60 + names + length
            at += -at % 4
        self.free_at = at
        known = {key for _, key, _, _ in out}
        return out + [one for one in replaced if one[1] not in known]

    def variables(self) -> Dict[Key, bytes]:
        return {key: value for _, key, _, value in self._walk()}

    def places(self) -> Dict[Key, int]:
        """Where each variable that is in force lies: another place means that it was written."""
        return {key: at for at, key, _, _ in self._walk()}

    def set(self, name: str, value: bytes, vendor: uuid.UUID = GLOBAL, attributes: int = 7) -> None:
        """Adds or replaces; an empty value removes."""
        for at, key, _, _ in self._walk():
            if key == (name, vendor):
                self.data[at + 2] = DELETED
        if not value:
            return
        text = (name + "\0").encode("utf-16-le")
        record = _HEADER.pack(0x55AA, ADDED, 0, attributes, 0, bytes(16), 0, len(text), len(value), vendor.bytes_le)
        record += text + value
        if self.free_at + len(record) > self.begin + self.size:
            raise ValueError("the variable store is full")
        self.data[self.free_at:self.free_at + len(record)] = record

    def save(self) -> None:
        self.path.write_bytes(self.data)


def load_option(machine: Machine, label: str, path: str, role: str = "esp", active: bool = True,
                guid: Optional[uuid.UUID] = None, data: bytes = b"") -> bytes:
    """EFI_LOAD_OPTION for a loader file on a partition of this machine (UEFI 2.10, section 3.1.3)."""
    part = disk.partition(machine, role)
    signature = (guid or disk.partition_guid(role)).bytes_le
    hard = struct.pack("<BBHIQQ16sBB", 4, 1, 42, part.number, part.start // 512, part.size // 512, signature, 2, 2)
    text = (path.replace("/", "\\") + "\0").encode("utf-16-le")
    nodes = hard + struct.pack("<BBH", 4, 4, 4 + len(text)) + text + b"\x7f\xff\x04\x00"
    return struct.pack("<IH", int(active), len(nodes)) + (label + "\0").encode("utf-16-le") + nodes + data


def _option_of(machine: Machine, words: List[str]) -> bytes:
    """Of `PATH LABEL… with ARGUMENTS…`."""
    label, _, text = " ".join(words[1:]).partition(" with ")
    guid = uuid.uuid5(disk.partition_guid("esp"), "before it was cloned") if machine.cloned else None
    return load_option(machine, label, words[0], guid=guid, data=(text + "\0").encode("utf-16-le") if text else b"")


def preset(machine: Machine, path: Path) -> Nvram:
    """The variables a machine has after `bootctl install`, and those of the sketch's `nvram` lines.

    `nvram none` begins with an empty store; `nvram Boot0001 PATH LABEL…` adds a load option and appends
    it to BootOrder, with ARGUMENTS to the program after a word `with`; `nvram BootOrder 0001 0000` sets another
    order; `nvram LoaderEntryDefault ID` sets a loader variable; `nvram NAME hex 00ff…` sets bytes.
    """
    store = Nvram(path)
    order: List[int] = []
    lines = list(machine.nvram)
    if ["none"] in lines:
        lines.remove(["none"])
    else:
        lines.insert(0, ["Boot0000", "/EFI/systemd/systemd-bootx64.efi", "Linux", "Boot", "Manager"])
    for words in lines:
        name = words[0]
        if words[1] == "hex":
            store.set(name, bytes.fromhex(words[2]), LOADER if name.startswith("Loader") else GLOBAL)
        elif name == "BootOrder":
            store.set(name, struct.pack("<%dH" % len(words[1:]), *[int(word, 16) for word in words[1:]]))
        elif name.startswith("Loader"):
            store.set(name, (" ".join(words[1:]) + "\0").encode("utf-16-le"), LOADER)
        elif name.startswith("Boot0"):
            store.set(name, _option_of(machine, words[1:]))
            order.append(int(name[4:], 16))
    if order and not any(words[0] == "BootOrder" for words in lines):
        store.set("BootOrder", struct.pack("<%dH" % len(order), *order))
    store.save()
    return store
