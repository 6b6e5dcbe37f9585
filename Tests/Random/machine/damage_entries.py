"""Damage to entries and to loader.conf: their bytes and their names."""

import os

from . import firmware, programs


def entries(machine):
    folder = machine.boot_dir + "/loader/entries"
    return [folder + "/" + name for name in sorted(os.listdir(folder)) if os.path.isfile(folder + "/" + name)]


def short(machine, path):
    return path[len(machine.root) :]


def rewrite(machine, path, change, what=""):
    if os.path.getsize(path) > 1 << 22:
        return None
    with open(path, "rb") as file:
        data = file.read()
    new = change(data)
    with open(path, "wb") as file:
        file.write(new)
    return short(machine, path) + what if new != data else None


def flip_bit(machine, draw):
    path = draw.choice(entries(machine))
    def change(data):
        if not data:
            return data
        at = draw.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]
    return rewrite(machine, path, change)


def change_key(machine, draw):
    """A key becomes another: unknown, doubled, in other letters."""
    path = draw.choice(entries(machine))
    key = draw.choice([b"initrd ", b"linux ", b"options ", b"title ", b"version ", b"sort-key ", b"machine-id "])
    new = draw.choice([b"initrD ", b"#", b"x-" + key, key.upper(), b"\t" + key.strip() + b"\t\t", b"devicetree ", b"architecture ", b"efi ", b"uki-url "])
    return rewrite(machine, path, lambda data: data.replace(key, new, 1), " %r -> %r" % (key, new))


def add_line(machine, draw):
    path = draw.choice(entries(machine))
    names = sorted(os.listdir(machine.boot_dir + "/EFI/nixos")) or ["none"]
    suffix = programs.SUFFIXES[machine.arch]
    line = draw.choice([
        "initrd /EFI/nixos/" + draw.choice(names), "linux /EFI/nixos/" + draw.choice(names), "initrd /EFI/systemd/systemd-boot%s.efi" % suffix,
        "initrd /EFI/Microsoft/Boot/bootmgfw.efi", "initrd /EFI/BOOT/BOOT%s.EFI" % suffix.upper(), "options init=/nix/store/gone/init", "options quiet",
        "architecture " + draw.choice(["x64", "aa64", "X64", "ia32"]), "initrd /gone", "devicetree /EFI/nixos/" + draw.choice(names),
        "x-" + draw.choice(names) + " /EFI/nixos/" + draw.choice(names), "# /EFI/nixos/" + draw.choice(names), "sort-key " + draw.choice(["a", "zz"]),
        "options initrd=\\EFI\\nixos\\" + draw.choice(names), "version Generation 999", "title | forged\u0301", "machine-id ffff", "extra /EFI/nixos/" + draw.choice(names),
        "initrd ../../../outside/canary", "initrd /../../outside/canary", "linux ../../../outside/canary",
    ]).encode()
    return rewrite(machine, path, lambda data: data + (b"" if data.endswith(b"\n") else b"\n") + line + b"\n", " + %r" % line)


def drop_line(machine, draw):
    path = draw.choice(entries(machine))
    def change(data):
        parts = data.split(b"\n")
        del parts[draw.randrange(len(parts))]
        return b"\n".join(parts)
    return rewrite(machine, path, change)


def change_options(machine, draw):
    path = draw.choice(entries(machine))
    old, new = draw.choice([
        (b"/init", b"/init init=/bin/sh"), (b"init=", b"ro init="), (b"init=", b"init=/x init="), (b"loglevel=4", b"loglevel=7 single"), (b"/init", b"/init initrd=\\x"),
        (b"init=/nix", b"init=//nix"), (b"/init", b"/init\t"), (b"init=", b"Init="), (b"/init", b"/init -- init=/bin/sh"), (b"init=/nix/store/", b'init="/nix/store/'),
    ])
    return rewrite(machine, path, lambda data: data.replace(old, new, 1), " %r -> %r" % (old, new))


def swap_file(machine, draw):
    """An entry names the kernel or initrd of another generation."""
    path = draw.choice(entries(machine))
    names = sorted(os.listdir(machine.boot_dir + "/EFI/nixos"))
    one, other = draw.choice(names).encode(), draw.choice(names).encode()
    with open(path, "rb") as file:
        used = [name for name in names if name.encode() in file.read()] or [one.decode()]
    one = draw.choice(used).encode()
    return rewrite(machine, path, lambda data: data.replace(one, other), " %r -> %r" % (one, other))


def odd_bytes(machine, draw):
    path = draw.choice(entries(machine) + [machine.esp_dir + "/loader/loader.conf"])
    change = draw.choice([
        lambda data: data.replace(b"\n", b"\r\n"), lambda data: b"\xef\xbb\xbf" + data, lambda data: data + b"\0", lambda data: data.replace(b" ", b"\0", 1), lambda data: b"",
        lambda data: data.replace(b"nixos", b"n\xffxos", 1), lambda data: data.replace(b"nixos", "nixo\u0301s".encode(), 1), lambda data: b"\n" * 300 + data, lambda data: data + b"#" * 70000,
        lambda data: data + b"title " + b"x" * 9000 + b"\n", lambda data: data[: len(data) // 2], lambda data: data * 2, lambda data: b"\0" * len(data), lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.replace(b"title ", b"title \x1b[31m\xc2\x9b", 1), lambda data: data.replace(b"title ", "title \u202e".encode(), 1), lambda data: data.replace(b"title ", b'title "| x\xcc\x81=1', 1),
        lambda data: data.replace(b".efi", "|\u0301'forged'=9;;;.efi".encode(), 1), lambda data: data.replace(b"/", b"\\"), lambda data: data.replace(b"/EFI/nixos", b"//efi//NIXOS"),
    ])
    return rewrite(machine, path, change)


def rename_entry(machine, draw):
    path = draw.choice(entries(machine))
    folder, name = os.path.split(path)
    stem = name[: -len(".conf")]
    new = draw.choice([
        name.upper(), stem + "+0-3.conf", stem + "+3.conf", stem + "+1-2.conf", "zz-" + name, "auto-" + name, stem + ".bak", stem + ".conf.tmp", "." + name, stem.replace("1", "9") + ".conf",
        os.fsdecode(stem.encode() + b"\xff.conf"), stem + "\u0301.conf", "nixos-generation-18446744073709551615.conf", "nixos-generation-0.conf", "nixos-generation-99999999999999999999.conf",
        "nixos-" + "0" * 64 + ".conf", "x" * 240 + ".conf", "a b.conf", "nixos-generation-1-specialisation-x.conf", stem + "|'a'=1.conf", stem + "\n.conf", stem + "+99999999999999999999.conf",
    ])
    os.rename(path, folder + "/" + new)
    return "%s -> %r" % (name, new)


def copy_entry(machine, draw):
    """The same entry under a second name."""
    path = draw.choice(entries(machine))
    folder, name = os.path.split(path)
    with open(path, "rb") as file:
        data = file.read()
    new = draw.choice(["zz-copy.conf", name[:-5] + "+1.conf", name.upper(), "nixos-generation-77.conf", name[:-5] + "-specialisation-x.conf", name[:-5] + "e\u0301.conf"])
    machine.put(folder + "/" + new, data)
    if new.endswith("e\u0301.conf") and draw.random() < 0.5:
        machine.put(folder + "/" + name[:-5] + "\u00e9.conf", data)
    return "%s as %r" % (name, new)


def remove_entry(machine, draw):
    path = draw.choice(entries(machine))
    os.unlink(path)
    return short(machine, path)


def remove_all_entries(machine, draw):
    for path in entries(machine):
        os.unlink(path)
    return "all"


def loader_conf(machine, draw):
    names = [os.path.basename(path) for path in entries(machine)]
    default = draw.choice([
        "@saved", "auto-windows", "auto-*", "nixos-*", "nixos-generation-999.conf", "@foo", "", "*", "?ixos*", draw.choice(names), draw.choice(names)[:-5], draw.choice(names).upper(), "[n]ixos*", "\\nixos*",
        "arch.conf", "zz-safe.conf", "xen-generation-1.conf", "fedora-41.efi", draw.choice(names) + "\x0b", "nixos-\u0301",
    ])
    text = draw.choice(["timeout 5\ndefault %s\n", "default %s\ndefault nixos-*\n", "default nixos-*\ndefault %s\n", "timeout menu-hidden\ndefault\t%s\r\n", "preferred %s\n", "#default %s\n", "DEFAULT %s\n", "auto-entries no\ndefault %s\n", "default \"%s\"\n"]) % default
    with open(machine.esp_dir + "/loader/loader.conf", "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
    return repr(text)


def no_loader_conf(machine, draw):
    os.unlink(machine.esp_dir + "/loader/loader.conf")
    return "loader.conf"


def variable(machine, draw):
    """A variable of the loader: an entry, a pattern, another's entry, no text at all."""
    if not machine.efivars:
        return None
    name = draw.choice(["LoaderEntryDefault", "LoaderEntryOneShot", "LoaderEntryLastBooted", "LoaderEntrySelected", "LoaderEntryPreferred", "LoaderInfo", "LoaderBootCountPath"])
    names = [os.path.basename(path) for path in entries(machine)]
    content = draw.choice([
        firmware.text(draw.choice(names)), firmware.text(draw.choice(names)), firmware.text("gone.conf"), firmware.text("@saved"), firmware.text("auto-windows"), firmware.text("nixos-*"),
        b"", b"\x07\0\0\0", b"\x07\0\0\0x", b"\x07\0\0\0\xd8\0\xd8\0", programs.noise("v", 70000), firmware.text(""), firmware.text("x" * 3000),
    ])
    firmware.put(machine, name, content)
    return "%s = %r" % (name, content[:60])


def boot_variable(machine, draw):
    if not machine.efivars:
        return None
    name = draw.choice(["BootOrder", "BootNext", "Boot0000", "Boot0007", "BootCurrent", "Boot000a", "SecureBoot", "Bootxxxx"])
    content = draw.choice([b"", b"\x07\0\0\0", programs.noise("b", 37), programs.noise("b", 9000), b"\x07\0\0\0" + b"\xff" * 40, firmware.load_option("L\u0301|", "\\EFI\\systemd\\systemd-bootx64.efi", 0)])
    firmware.put(machine, name, content, firmware.GLOBAL)
    return "%s = %r" % (name, content[:40])


KINDS = [
    (4, flip_bit), (4, change_key), (5, add_line), (3, drop_line), (4, change_options), (3, swap_file), (4, odd_bytes), (4, rename_entry), (3, copy_entry),
    (4, remove_entry), (0.5, remove_all_entries), (5, loader_conf), (1, no_loader_conf), (3, variable), (1, boot_variable),
]
