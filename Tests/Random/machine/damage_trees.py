"""Damage to the tree itself: links that leave the root, loops, devices, odd names, locks, marks, profiles."""

import os
import shutil
import stat

from . import installer, programs


def out(machine, path):
    """A relative way from a place in the root to the canary's folder outside."""
    depth = path[len(machine.base) :].count("/") - 1
    return "../" * depth + "outside"


def replace_by(machine, draw, path):
    """Something that is no file where one is expected."""
    how = draw.choice(["dangling", "absolute", "loop", "leaving", "fifo", "device", "socket-like", "folder", "leaving-absolute", "empty"])
    if os.path.lexists(path):
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if how == "fifo":
        machine.last.append(lambda: os.mkfifo(path))
    elif how == "device":
        machine.last.append(lambda: os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 3)))
    elif how == "folder":
        os.mkdir(path)
        machine.put(path + "/inside", b"x")
    elif how == "empty" or how == "socket-like":
        open(path, "wb").close()
    else:
        target = {
            "dangling": "nowhere", "absolute": "/etc/machine-id", "loop": os.path.basename(path), "leaving": out(machine, path) + "/canary",
            "leaving-absolute": machine.outside + "/canary",
        }[how]
        os.symlink(target, path)
    return "%s %s" % (how, path[len(machine.root) :])


def lock(machine, draw):
    return replace_by(machine, draw, machine.root + draw.choice([
        "/run/lifeboot.lock", "/run/nixos/switch-to-configuration.lock", "/nix/var/nix/profiles/system.lock", "/run/nixos", "/run", "/nix/var/nix/profiles/system-profiles/pinned_1.lock"]))


def log(machine, draw):
    return replace_by(machine, draw, machine.root + draw.choice(["/var/log/lifeboot.jsonl", "/var/log", "/var/lib/lifeboot", "/var/lib/lifeboot/marks", "/var/log/lifeboot.jsonl.1"]))


def boot_place(machine, draw):
    names = ["/EFI", "/EFI/nixos", "/loader", "/loader/entries", "/loader/loader.conf", "/EFI/BOOT", "/EFI/systemd", "/EFI/Linux", "/loader/entries.srel", "/EFI/Microsoft"]
    for folder in ("/EFI/nixos", "/loader/entries"):
        names += [folder + "/" + name for name in sorted(os.listdir(machine.boot_dir + folder))] * 2
    return replace_by(machine, draw, machine.boot_dir + draw.choice(names))


def escape(machine, draw):
    """A folder of the root is a link that leads out, to where it is now, that may not be touched."""
    place = draw.choice([machine.boot + "/EFI/nixos", machine.boot + "/loader/entries", machine.boot + "/loader", "/nix/var/nix/profiles", "/var/lib", "/run/nixos", "/var/log", machine.boot, "/nix/store", "/sys/firmware/efi/efivars"])
    path = machine.root + place
    if not os.path.isdir(path) or os.path.islink(path):
        return None
    name = place.strip("/").replace("/", "-")
    os.rename(path, machine.outside + "/" + name)
    os.symlink(draw.choice([machine.outside, out(machine, path)]) + "/" + name, path)
    return place


def inner_link(machine, draw):
    """A folder is reached by a link within the root, as on machines with bind mounts and /persist."""
    place = draw.choice(["/var/lib", "/var/log", "/run", "/nix/var", "/nix/store", "/etc", "/nix/var/nix/profiles"])
    path = machine.root + place
    target = "/persist" + place
    if os.path.islink(path):
        return None
    os.makedirs(machine.root + "/persist/" + os.path.dirname(place), exist_ok=True)
    shutil.move(path, machine.root + target)
    os.symlink(target, path)
    return place


def generation_link(machine, draw):
    link = draw.choice(machine.links)
    folder = machine.profiles_dir if link.profile == "system" else machine.profiles_dir + "/system-profiles"
    path = "%s/%s-%d-link" % (folder, link.profile, link.number)
    if draw.random() < 0.3:
        os.unlink(path)
        return "gone " + path[len(machine.root) :]
    if draw.random() < 0.4:
        os.unlink(path)
        target = draw.choice([link.toplevel + "/", link.toplevel[1:], "/nix/store/../store/" + link.toplevel[11:], link.toplevel + "-x", "/run/current-system", machine.real(link.toplevel) + "/specialisation/lowpower"])
        os.symlink(target, path)
        return "%s -> %s" % (path[len(machine.root) :], target)
    return replace_by(machine, draw, path)


def odd_profile_name(machine, draw):
    base = machine.profiles_dir
    name = draw.choice(["system-12-link.tmp", "system-backup-link", "system-007-link", "system-99999999999999999999-link", "system-18446744073709551615-link", "system-profiles/e\u0301-1-link", "system-profiles/\u00e9-1-link",
                        os.fsdecode(b"system-profiles/\xff-1-link"), "system-profiles/a b-1-link", "system-profiles/-1-link", "system-0-link", "system--1-link", "system-profiles/x|y-3-link", "system-profiles/new\nline-1-link"])
    machine.link(machine.links[0].toplevel, base + "/" + name)
    return repr(name)


def pointer(machine, draw):
    path = machine.profiles_dir + "/system"
    how = draw.choice(["absolute", "gone", "dangling", "foreign", "file", "other"])
    text = os.readlink(path)
    os.unlink(path)
    if how == "absolute":
        os.symlink("/nix/var/nix/profiles/" + text, path)
    elif how == "dangling":
        os.symlink("system-999-link", path)
    elif how == "foreign":
        os.symlink(machine.links[0].toplevel, path)
    elif how == "file":
        open(path, "wb").close()
    elif how == "other":
        os.symlink("system-%d-link" % machine.links[0].number, path)
    return how


def running(machine, draw):
    path = machine.root + draw.choice(["/run/booted-system", "/run/current-system"])
    if os.path.lexists(path):
        os.unlink(path)
    targets = [machine.root + machine.links[0].toplevel, "/nix/store/gone", "../nix/var/nix/profiles/system", "/nix/var/nix/profiles/system-%d-link" % machine.links[0].number, machine.links[0].toplevel + "/specialisation/lowpower", "loop"]
    target = draw.choice(targets)
    os.symlink(target, path)
    return "%s -> %s" % (path[len(machine.root) :], target)


def marks(machine, draw):
    path = machine.root + "/var/lib/lifeboot/marks"
    link = draw.choice(machine.links)
    line = "pinned %s %d %s" % (link.profile, link.number, link.toplevel)
    data = draw.choice([line + "\r\n", line, "\ufeff" + line + "\n", line + "\0\n", line.replace(" ", "  ") + "\n", line.replace("pinned", "pinnedd") + "\n", line + " more\n", "\n\n" + line + "\n", line.replace(" ", "\t") + "\n", line * 9000, "# x\n" + line + "\n"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.encode())
    return repr(data[:80])


def odd_boot_name(machine, draw):
    """Further files with names that are hard to hold, print and compare."""
    folder = machine.boot_dir + draw.choice(["/EFI/nixos", "/loader/entries", "/EFI", "", "/EFI/Linux", "/loader"])
    shaped = programs.digest("odd") + "-linux-6.6.6-bzImage.efi"
    name = draw.choice([
        "e\u0301.efi", "\u00e9.efi", os.fsdecode(b"\xff\xfe.efi"), "a|b\u0301.efi", "new\nline", "\x1b[31mred", "x" * 255, shaped, shaped.upper(), shaped + ".tmp", shaped + "x.tmp.", "|" + shaped, '"\u0301', "nixos-x+3.conf", "\u202e.conf",
        "system.tmp", ".lifeboot-x", shaped[:-4] + "\u0301.efi", "loader.tmp", "nixos-generation-5.conf.tmp", "space .efi", shaped.replace(".efi", ".EFI"), "0" * 64 + "-initrd.efi",
    ])
    machine.put(folder + "/" + name, draw.choice([b"", b"x", programs.noise("odd", 4000)]))
    if name == "e\u0301.efi":
        machine.put(folder + "/\u00e9.efi", b"y")
    return "%s/%r" % (folder[len(machine.root) :], name)


def many_files(machine, draw):
    """A full folder, or a deep one, or many small files of the largest size that is read whole."""
    how = draw.choice(["many", "deep", "fat"])
    base = machine.boot_dir + "/" + how
    if how == "many":
        for index in range(1500):
            machine.put("%s/%d" % (base, index), b"")
    elif how == "deep":
        machine.mkdir(base + "/d" * 120)
    else:
        for index in range(40):
            machine.put("%s/%d.conf" % (base, index), b"# " + b"x" * 262000)
    return how


def root_file(machine, draw):
    return replace_by(machine, draw, machine.root + draw.choice(["/etc/fstab", "/etc/machine-id", "/etc/os-release", "/etc", "/etc/lifeboot/policy.toml", "/etc/NIXOS", "/sys/firmware/efi/efivars", "/sys", "/proc", "/dev"]))


def other_case(machine, draw):
    """A folder whose name is in other letters, as FAT keeps what was first written."""
    place = draw.choice(["/EFI", "/EFI/nixos", "/loader", "/loader/entries", "/EFI/systemd", "/EFI/BOOT"])
    folder, name = os.path.split(machine.boot_dir + place)
    other = draw.choice([name.lower(), name.upper(), name.capitalize()])
    if other == name or os.path.lexists(folder + "/" + other):
        return None
    os.rename(folder + "/" + name, folder + "/" + other)
    return "%s -> %s" % (place, other)


def modes(machine, draw):
    path = machine.root + draw.choice([machine.boot + "/loader", "/nix/var/nix/profiles", "/run", "/var"])
    os.chmod(path, draw.choice([0o500, 0o777, 0o1777]))
    return path[len(machine.root) :]


KINDS = [
    (2, lock), (1, log), (2, boot_place), (2, escape), (1.5, inner_link), (3, generation_link), (2, odd_profile_name), (2, pointer), (2, running), (2, marks), (2, odd_boot_name), (0.4, many_files),
    (1, root_file), (2, other_case), (0.5, modes),
]
