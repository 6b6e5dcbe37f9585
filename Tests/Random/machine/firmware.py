"""The firmware's variables, as files of a directory like efivarfs."""

import struct

VENDOR = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"


def text(value):
    """A variable's content: attributes, then the text as the firmware writes it."""
    return b"\x07\0\0\0" + value.encode("utf-16-le", "surrogatepass") + b"\0\0"


def put(machine, name, content, vendor=VENDOR):
    machine.put("%s/%s-%s" % (machine.efivars, name, vendor), content)


def load_option(label, path, attributes=1):
    """A Boot#### variable that starts a file of a partition."""
    name = path.encode("utf-16-le") + b"\0\0"
    drive = struct.pack("<BBHIQQ16sBB", 4, 1, 42, 1, 2048, 1 << 20, bytes(range(16)), 2, 2)
    nodes = drive + struct.pack("<BBH", 4, 4, 4 + len(name)) + name + b"\x7f\xff\x04\0"
    return b"\x07\0\0\0" + struct.pack("<IH", attributes, len(nodes)) + label.encode("utf-16-le") + b"\0\0" + nodes


def variables(machine, maker):
    """Draws where the variables are and what the loader left in them."""
    draw = machine.stream("variables")
    where = draw.choice(["none", "root", "root", "given", "given"])
    if where == "none":
        return
    machine.efivars = machine.base + "/efivars" if where == "given" else machine.root + "/sys/firmware/efi/efivars"
    machine.efivars_given = where == "given"
    machine.mkdir(machine.efivars)
    put(machine, "LoaderInfo", text("systemd-boot " + machine.loader_version))
    entries = sorted(entry for entry, _, _ in maker.entries.values())
    put(machine, "LoaderEntrySelected", text(draw.choice(entries)))
    if draw.random() < 0.3:
        put(machine, "BootOrder", b"\x07\0\0\0\x01\0\0\0", GLOBAL)
        put(machine, "Boot0000", load_option("Linux Boot Manager", "\\EFI\\systemd\\systemd-bootx64.efi"), GLOBAL)
        put(machine, "Boot0001", load_option("Windows Boot Manager", "\\EFI\\Microsoft\\Boot\\bootmgfw.efi"), GLOBAL)
    for name, probability in (("LoaderEntryDefault", 0.12), ("LoaderEntryOneShot", 0.1), ("LoaderEntryLastBooted", 0.2)):
        if machine.feature(name, probability):
            put(machine, name, text(draw.choice(entries)))
