"""Load options with lengths that lie, a description of 48 KiB, device paths that do not end or lead nowhere."""

import json
import struct

from lab import nvram
from lab.mend import FALLBACK, Broken, mended

SKETCH = """
esp 160M fat32 cluster 2K
generation 41 kernel a initrd x
generation 42 kernel b initrd y
nvram none
"""
END = b"\x7f\xff\x04\x00"
NAME = "Linux Boot Manager\0".encode("utf-16-le")


def option(nodes, name=NAME, length=None):
    return struct.pack("<IH", 1, len(nodes) if length is None else length) + name + nodes


HOSTILE = {
    "Boot0010": option(END, length=0xFFFF),                                     # longer than the variable
    "Boot0011": option(END, length=1),                                          # shorter than one node
    "Boot0012": option(END, name="A".encode("utf-16-le") * 24576),              # a description without an end
    "Boot0013": option(b"\x04\x04\x00\x00" + END),                              # a node of length 0: a loop for ever
    "Boot0014": option(b"\x04\x01\x2a\x00" + bytes(3)),                         # a node that goes on past the end
    "Boot0015": option(b"\x04\x04\x06\x00\0\0"),                                # no end of the path
    "Boot0016": option((b"\x7f\x01\x04\x00") * 600 + END),                      # a path of nothing but beginnings
    "Boot0017": option(b"".join(b"\x04\x04\x08\x00\\\0\\\0" for _ in range(500)) + END),
    "Boot0018": b"\x01",
    "Boot0019": b"\xff" * 4096,
}


def hostile(store, machine):
    for name, value in HOSTILE.items():
        store.set(name, value)
    # OVMF deletes broken options that the order names, and looks at no others; lifeboot has to look at all.
    store.set("BootOrder", struct.pack("<2H", 0x16, 0x17))


def run(case):
    done = mended(case, Broken(SKETCH, finds=["firmware-entry-missing"], starts_before=FALLBACK, variables=hostile,
                               writes=["Boot????", "BootOrder"]))
    document = json.loads(done.outcome.text("verify"))
    said = {one["subject"] for one in document["findings"] if one["id"] == "firmware-entry-garbled"}
    end = nvram.Nvram(done.store).variables()
    present = {name for name in HOSTILE if (name, nvram.GLOBAL) in end}
    case.note("firmware left %d of %d; said to be garbled: %s" % (len(present), len(HOSTILE), " ".join(sorted(said))))
    for name in present:
        case.expect(end[(name, nvram.GLOBAL)] == HOSTILE[name], "%s was changed" % name)
    for name in ("Boot0010", "Boot0013", "Boot0014", "Boot0018"):
        case.expect(name not in present or name in said, "%s is not said to be garbled" % name)
