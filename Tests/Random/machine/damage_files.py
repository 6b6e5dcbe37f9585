"""Damage to kernels, initrds, loaders, other systems' files and to the store behind them."""

import os

from . import programs


def files_below(folder):
    found = []
    for place, _, names in os.walk(folder):
        found += [place + "/" + name for name in names]
    return sorted(path for path in found if os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) < 1 << 22)


def spoil(machine, draw, path):
    """Cut, empty, other bytes of the same size, gone, huge."""
    size = os.path.getsize(path)
    how = draw.choice(["cut", "empty", "flip", "gone", "zeros", "longer", "huge", "other"])
    if how == "gone":
        os.unlink(path)
    elif how == "huge":
        os.truncate(path, draw.choice([1 << 40, (1 << 62) - 1, (1 << 63) - 1]))
    else:
        if os.path.getsize(path) > 64 << 20:  # made huge by another change
            return None
        with open(path, "rb") as file:
            data = file.read()
        at = draw.randrange(len(data)) if data else 0
        data = {
            "cut": data[: size // 2], "empty": b"", "flip": data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :] if data else b"", "zeros": b"\0" * size,
            "longer": data + b"\0" * 512, "other": data[:0x400] + programs.noise("spoilt", max(0, size - 0x400)),
        }[how]
        replace(path, data)
    return "%s %s" % (how, path[len(machine.root) :])


def replace(path, data):
    """A new file, so that a backup made of hard links keeps what it has."""
    mode = os.lstat(path).st_mode & 0o7777
    os.unlink(path)
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, mode)


def boot_file(machine, draw):
    return spoil(machine, draw, draw.choice(files_below(machine.boot_dir + "/EFI/nixos")))


def esp_file(machine, draw):
    return spoil(machine, draw, draw.choice(files_below(machine.esp_dir + "/EFI") + files_below(machine.esp_dir + "/loader")))


def store_file(machine, draw):
    folders = [name for name in sorted(os.listdir(machine.root + "/nix/store")) if draw.random() < 0.5]
    return spoil(machine, draw, draw.choice(files_below(machine.root + "/nix/store/" + draw.choice(folders))))


def kernel_of_store(machine, draw):
    return spoil(machine, draw, machine.root + draw.choice(sorted({one.kernel for one in machine.systems.values()})))


def init(machine, draw):
    path = machine.root + draw.choice(sorted(machine.systems)) + "/init"
    how = draw.choice(["empty", "gone", "folder", "link"])
    os.unlink(path)
    if how == "empty":
        open(path, "wb").close()
    elif how == "folder":
        os.mkdir(path)
    elif how == "link":
        os.symlink(draw.choice(["/nowhere", "init", "boot.json"]), path)
    return "%s %s" % (how, path[len(machine.root) :])


def bootspec(machine, draw):
    path = machine.root + draw.choice(sorted(machine.systems)) + "/boot.json"
    with open(path, "rb") as file:
        data = file.read()
    other = draw.choice(sorted(machine.systems)).encode()
    new = draw.choice([
        data[:-5], b"", b"{}", b"[" * 9000, data.replace(b"x86_64", b"aarch64"), data.replace(b'"init"', b'"Init"'), data.replace(b"org.nixos.bootspec.v1", b"v1"), data.replace(b"/nix/store/", b"/nix/Store/", 1),
        data.replace(b'"label": "', b'"label": "\\ud800'), data.replace(b'"label": "', b'"label": "|\xcc\x81\xff'), data.replace(b'"label": "', '"label": "\\u202e\\u001b[2J'.encode()), b"null", data + b"x",
        data.replace(b'"kernel": "', b'"kernel": "../../../../outside/canary', 1), data.replace(b'"initrd": ', b'"initrd": null, "x": '), data.replace(os.path.dirname(path)[len(machine.root) :].encode(), other),
        data.replace(b'"kernelParams": [', b'"kernelParams": ["a\\nb", '), data.replace(b'"sortKey": "nixos"', b'"sortKey": "\\n"'),
    ])
    replace(path, new)
    return "%s: %r" % (path[len(machine.root) :], new[:60])


def wrong_architecture(machine, draw):
    path = draw.choice(files_below(machine.boot_dir + "/EFI/nixos"))
    with open(path, "rb") as file:
        data = bytearray(file.read())
    data[0x84:0x86] = b"\x64\xaa" if machine.arch == "x86_64-linux" else b"\x64\x86"
    replace(path, bytes(data))
    return path[len(machine.root) :]


def exchange(machine, draw):
    """Two boot files with each other's content."""
    files = files_below(machine.boot_dir + "/EFI/nixos")
    paths = draw.sample(files, min(2, len(files)))
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append(file.read())
    for path, data in zip(paths, reversed(contents)):
        replace(path, data)
    return " and ".join(path[len(machine.root) :] for path in paths)


def collected(machine, draw):
    """The collector took a system, with or without its link."""
    import shutil
    link = draw.choice(machine.links)
    shutil.rmtree(machine.root + machine.real(link.toplevel))
    if draw.random() < 0.4:
        folder = machine.profiles_dir if link.profile == "system" else machine.profiles_dir + "/system-profiles"
        os.unlink("%s/%s-%d-link" % (folder, link.profile, link.number))
    return "%s %d" % (link.profile, link.number)


def foreign_loader(machine, draw):
    """The fallback, or the loader itself, is somebody else's."""
    suffix = programs.SUFFIXES[machine.arch]
    path = machine.esp_dir + draw.choice(["/EFI/BOOT/BOOT%s.EFI" % suffix.upper(), "/EFI/systemd/systemd-boot%s.efi" % suffix])
    replace(path, draw.choice([programs.program("grub", 5000, machine.arch), b"", programs.loader("999~rc1", machine.arch), programs.loader("257.9", "aarch64-linux")]))
    return path[len(machine.root) :]


def no_loader(machine, draw):
    import shutil
    for name in draw.choice([["systemd"], ["BOOT"], ["systemd", "BOOT"]]):
        shutil.rmtree(machine.esp_dir + "/EFI/" + name)
    return "loader"


def installer_text(machine, draw):
    """The builder is of an unknown sort, or the wrapper does more than call it."""
    paths = [path for path in files_below(machine.root + "/nix/store") if path.endswith(("bin/systemd-boot", "install-systemd-boot.sh"))]
    path = draw.choice(paths)
    with open(path, "rb") as file:
        data = file.read()
    new = draw.choice([b"#!/bin/sh\nexec grub-install\n", data[: len(data) // 2], data + b"\nsed -i s/^default.*/default\\ @saved/ /boot/loader/loader.conf\n", data.replace(b"/boot", b"/elsewhere"), b"\0" * 900, data.replace(b"int(\"", b"int(\"9")])
    replace(path, new)
    return path[len(machine.root) :]


KINDS = [
    (6, boot_file), (3, esp_file), (3, store_file), (2, kernel_of_store), (3, init), (4, bootspec), (2, wrong_architecture), (2, exchange), (3, collected),
    (2, foreign_loader), (1, no_loader), (2, installer_text),
]
