"""Ways to add, replace and remove files on vfat, good ones and bad ones, as workloads for the replay.

usage: recipes.py WAY [add N] [prune N] [default N] …

Ways: safe         what the replay found to be safe: temporary and final name in one sector of the folder, the file
                   synced again after the rename; what is unlinked held open until the folder is synced, for only
                   then its chain is freed; loader.conf in place; entries before kernels
      straddling   safe, but the final name lies over two sectors, the slots of which were never used: its second
                   half can reach the disk alone, behind a hole that reads as the end of the folder to firmware
      file-first   safe, but names are set aside by rename before unlink, the file synced before the folder: for a
                   moment both names have the clusters
      kernel-first safe steps in the wrong order: the kernel goes before the entry that names it
      usual        temporary, fsync, rename, fsync of the folder; unlink, fsync of the folder
      bare-unlink  safe, but what is unlinked is not held open
      careless     no sync at all
"""

import ctypes
import os
import shutil
import struct
import sys

sys.path.insert(0, "/lab")
import nixos  # noqa: E402

BOOT = os.environ.get("LAB_BOOT", "/boot")
ESP = os.environ.get("LAB_ESP", BOOT)
PROFILE = "/nix/var/nix/profiles/system"


def sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def listing(folder):
    """Names of a folder with the byte where each begins: d_off is where the next one does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    libc = ctypes.CDLL(None, use_errno=True)
    out, begin = [], None
    while True:
        buffer = ctypes.create_string_buffer(32768)
        count = libc.syscall(217, handle, buffer, 32768)  # getdents64, x86_64
        if count <= 0:
            os.close(handle)
            return out
        at = 0
        while at < count:
            _, offset, length, _ = struct.unpack_from("<QqHB", buffer.raw, at)
            name = buffer.raw[at + 19:at + length].split(b"\0")[0].decode()
            if name not in (".", ".."):
                out.append((name, begin))
            begin = offset
            at += length


SECTOR, SLOT = 512, 32


def in_one_sector(begin, slots):
    return begin % SECTOR + (1 + slots) * SLOT <= SECTOR


def over_two(begin, slots):
    return begin % SECTOR + SLOT < SECTOR < begin % SECTOR + (1 + slots) * SLOT


def temporary_beside(folder, name, fits=in_one_sector, fresh=False):
    """Makes an empty file of one slot such that `name` will come to lie as `fits` wants; returns it and fillers.

    Linux puts a name into the first run of free slots that is long enough. So one-slot names are made until
    one is the last of the folder and has the right room for the slots of `name` behind it; with `fresh` in the
    second half of the folder, whose slots were never used where a cluster is large.
    """
    wanted = 1 + -(-len(name) // 13)
    fillers, first = [], os.stat(folder).st_blocks * 256 if fresh else 0
    while True:
        path = folder + "/LB%06X.TMP" % len(fillers)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        last, begin = max(listing(folder), key=lambda item: item[1])
        if last == os.path.basename(path) and begin >= first and fits(begin, wanted):
            sync(folder)
            return path, fillers
        fillers.append(path)
        if last == os.path.basename(path) and begin % SECTOR == SECTOR - SLOT:
            sync(folder)  # one sector after the other, or there is a hole for a moment


def create(way, path, data=None, source=None):
    """A file under a name that is free."""
    folder, temporary, fillers = os.path.dirname(path), path + ".tmp", []
    if way == "straddling":
        temporary, fillers = temporary_beside(folder, os.path.basename(path), over_two, fresh=True)
    elif way not in ("usual", "careless"):
        temporary, fillers = temporary_beside(folder, os.path.basename(path))
    with open(temporary, "wb") as file:
        if source:
            with open(source, "rb") as original:
                shutil.copyfileobj(original, file, 1 << 20)
        else:
            file.write(data)
        file.flush()
        if way != "careless":
            os.fsync(file.fileno())
        os.rename(temporary, path)
        if way not in ("usual", "careless"):
            os.fsync(file.fileno())
    for filler in fillers:
        os.unlink(filler)
    if way != "careless":
        sync(folder)


def replace(way, path, data):
    """New content for a file that is there."""
    if way in ("usual", "careless"):
        return create(way, path, data)
    with open(path, "r+b") as file:
        old = len(file.read())
        if max(len(data), old) > 512:
            raise SystemExit("no way known for a file of more than a sector")
        file.seek(0)
        file.write(data.ljust(old, b"\n"))
        file.flush()
        os.fsync(file.fileno())


def remove(way, path):
    folder, handle = os.path.dirname(path), None
    if way == "file-first":
        aside = folder + "/LB000000.DEL"
        handle = os.open(path, os.O_RDONLY)
        os.rename(path, aside)
        os.fsync(handle)
        os.close(handle)
        sync(folder)
        os.unlink(aside)
    elif way in ("usual", "bare-unlink", "careless"):
        os.unlink(path)
    else:
        handle = os.open(path, os.O_RDONLY)
        os.unlink(path)
        sync(folder)
        os.close(handle)
    if way != "careless":
        sync(folder)


def spec(number):
    return nixos.read_spec_file("%s-%d-link/boot.json" % (PROFILE, number))


def built_on(number):
    import datetime
    stamp = os.stat(os.path.realpath("%s-%d-link" % (PROFILE, number))).st_mtime
    return datetime.datetime.fromtimestamp(stamp, datetime.timezone.utc).strftime("%Y-%m-%d")


def entry_path(number):
    return "%s/loader/entries/nixos-generation-%d.conf" % (BOOT, number)


def files(number):
    one = spec(number)
    return [("%s/EFI/nixos/%s" % (BOOT, nixos.boot_file_name(path)), path) for path in (one.kernel, one.initrd)]


def numbers():
    folder = os.path.dirname(PROFILE)
    return sorted(int(name.split("-")[1]) for name in os.listdir(folder)
                  if name.startswith("system-") and name.endswith("-link"))


def default(way, number):
    text = nixos.loader_conf("C", "nixos-generation-%d.conf" % number)
    replace(way, ESP + "/loader/loader.conf", text.encode())


def add(way, number):
    for target, source in files(number):
        if not os.path.exists(target):
            create(way, target, source=source)
    machine = open("/etc/machine-id").read().strip()
    text = nixos.entry_text("C", None, number, None, spec(number), built_on(number), machine)
    if not os.path.exists(entry_path(number)):
        create(way, entry_path(number), data=text.encode())
    default(way, number)


def prune(way, number):
    if number not in numbers():
        return
    others = {target for other in numbers() if other != number for target, _ in files(other)}
    kernels = [target for target, _ in files(number) if target not in others and os.path.exists(target)]
    victims = [entry_path(number)] + kernels
    if way == "kernel-first":
        victims.reverse()
    for victim in victims:
        if os.path.exists(victim):
            remove(way if way != "kernel-first" else "safe", victim)
    os.unlink("%s-%d-link" % (PROFILE, number))


def tidy():
    """Removes what an interrupted run left; only this program makes such names."""
    for folder in ("/EFI/nixos", "/loader/entries", "/loader"):
        for name in os.listdir(BOOT + folder):
            if name.lower().endswith((".tmp", ".del")):
                os.unlink(BOOT + folder + "/" + name)
        sync(BOOT + folder)


def main(words):
    tidy()
    way, rest = words[0], words[1:]
    doing = {"add": add, "prune": prune, "default": default}
    while rest:
        doing[rest[0]](way, int(rest[1]))
        rest = rest[2:]


main(sys.argv[1:])
