"""What holds a machine together: links of generations, links of people, programs of others."""

import hashlib
import os

from .laws import OWN


def is_own(path):
    """Lifeboot's own marks, logs and locks."""
    return bool(OWN.match(path))


def parent(machine, toplevel):
    """The system whose specialisation this is, or itself."""
    for system in machine.systems.values():
        if any(one.toplevel == toplevel for one in system.specialisations.values()):
            return system.toplevel
    return machine.real(toplevel)


def links(machine):
    """All generation links that lead to a system, with profile, number and whether the profile's pointer names them."""
    found = []
    base = machine.inside("/nix/var/nix/profiles") or machine.profiles_dir
    for folder in (base, base + "/system-profiles"):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            path = folder + "/" + name
            stem, dash, rest = name.rpartition("-link")[0].rpartition("-")
            if not name.endswith("-link") or not rest.isdigit() or int(rest) >= 1 << 64 or not os.path.islink(path):
                continue
            if (folder == base) != (stem == "system"):
                continue
            pointer = folder + "/" + stem
            current = os.path.islink(pointer) and os.path.basename(os.readlink(pointer)) == name
            found.append((stem, int(rest), os.readlink(path), current))
    return found


def dangling(machine):
    """Links of somebody that lead nowhere."""
    found = set()
    for folder in (machine.inside("/nix/var/nix/profiles") or "/none", machine.root + "/nix/var/nix/gcroots"):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            path = folder + "/" + name
            if os.path.islink(path):
                target = os.readlink(path)
                place = target if target.startswith("/") else folder[len(machine.root) :] + "/" + target
                last, way = os.path.basename(place), machine.inside(os.path.dirname(place))
                if not way or not os.path.lexists(way + "/" + last):
                    found.add(path[len(machine.base) :])
    return found


def foreign_loaders(machine):
    """Digests of programs at the loader's places that are not systemd-boot."""
    found = set()
    for folder, _, names in os.walk(machine.esp_dir + "/EFI"):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) < 1 << 20:
                with open(path, "rb") as file:
                    data = file.read()
                if data[:2] == b"MZ" and b"systemd-boot" not in data:
                    found.add(hashlib.md5(data).hexdigest())
    return frozenset(found)
