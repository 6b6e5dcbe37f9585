"""Whether an entry comes up: boots, dead, or unsure with the reason. Only what is certain is said."""

import os
import stat

from machine import installer, programs

from .menu import LOADERS, Menu, counter
from .volume import FILE, MISSING, ODD

BOOTS, DEAD, UNSURE = "boots", "dead", "unsure"


def read(path):
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode) or os.lstat(path).st_size > 1 << 22:
            return None
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


class Model:
    """The machine as the firmware sees it, made anew from the tree each time."""

    def __init__(self, machine):
        self.machine = machine
        self.variables = variables(machine)
        self.menu = Menu(machine, self.variables)
        self.choice = self.menu.choose()
        self.verdicts = {}

    @property
    def sure(self):
        return not self.menu.odd

    def verdict(self, entry):
        if entry.path not in self.verdicts:
            self.verdicts[entry.path] = self.judge(entry)
        return self.verdicts[entry.path]

    def judge(self, entry):
        if entry.kind == "unified":
            return UNSURE, "unified image"
        kind, place = entry.volume.find(entry.loader)
        if kind != FILE:
            return (DEAD, "kernel is no file") if kind != ODD else (UNSURE, "odd kernel")
        image = read(place)
        if image is None:
            return UNSURE, "huge kernel"
        if len(image) == 0:
            return DEAD, "kernel is empty"
        for path in entry.initrds:
            kind, where = entry.volume.find(path)
            if kind == ODD:
                return UNSURE, "odd initrd"
            if kind != FILE:
                return DEAD, "no initrd %s" % path
        if entry.kind != "linux":
            return UNSURE, "no kernel"
        inits = [word[5:] for word in entry.options.split() if word.startswith("init=")]
        if not inits:
            return UNSURE, "no init"
        return self.judge_system(entry, inits, image)

    def judge_system(self, entry, inits, image):
        toplevel = inits[-1][: -len("/init")] if inits[-1].endswith("/init") else None
        system = self.machine.systems.get(toplevel)
        if system is None:
            if inits[-1].startswith("/nix/store/") and "/.." not in inits[-1] and not os.path.lexists(self.machine.inside(inits[-1]) or "/"):
                return DEAD, "init is not in the store"
            return UNSURE, "another system's init"
        state = self.system_state(system)
        if state[0] != BOOTS:
            return state
        store = self.store(system.kernel)
        if store is None:
            return UNSURE, "store kernel was changed"
        if image != store:
            return DEAD, "kernel is not the system's"
        if len(inits) > 1:
            return DEAD, "two init="
        state = self.initrd_state(entry, system)
        if state[0] != BOOTS:
            return state
        number_free = [word for word in entry.options.split() if not word.startswith("init=")]
        if number_free != system.params or not entry.options.startswith("init="):
            return UNSURE, "edited parameters"
        if (entry.devicetree or None) and not system.devicetree or system.devicetree and not entry.devicetree:
            return UNSURE, "devicetree"
        if system.devicetree:
            return self.devicetree_state(entry, system)
        return BOOTS, ""

    def devicetree_state(self, entry, system):
        kind, place = entry.volume.find(entry.devicetree)
        if kind == MISSING:
            return DEAD, "no device tree"
        same = kind == FILE and self.store(system.devicetree) == read(place)
        return (BOOTS, "") if same else (UNSURE, "device tree")

    def system_state(self, system):
        """The part in the store: is the system there, and as it was built?"""
        root = self.machine.root
        top = root + system.toplevel
        if self.machine.inside("/nix/store") != root + "/nix/store":
            return UNSURE, "the store is elsewhere"
        if not os.path.lexists(top):
            return DEAD, "the system is gone"
        if os.path.islink(top) or not os.path.isdir(top):
            return UNSURE, "odd system"
        init = top + "/init"
        if not os.path.lexists(init):
            return DEAD, "init is gone"
        if os.path.isdir(init) and not os.path.islink(init):
            return DEAD, "init is a directory"
        data = read(init)
        if data is None:
            return UNSURE, "odd init"
        if not data:
            return DEAD, "init is empty"
        for path in (init, top + "/boot.json", top + "/system"):
            if self.machine.originals.get(path) != read(path):
                return UNSURE, "%s was changed" % path[len(root) :]
        for name, target in (("kernel", system.kernel), ("initrd", system.initrd)):
            if target and (not os.path.islink(top + "/" + name) or os.readlink(top + "/" + name) != target):
                return UNSURE, "%s link was changed" % name
        return BOOTS, ""

    def store(self, path):
        """A store file's bytes, if they are those that were built."""
        data = read(self.machine.root + path)
        return data if data is not None and data == self.machine.originals.get(self.machine.root + path) else None

    def initrd_state(self, entry, system):
        if not system.initrd:
            return (BOOTS, "") if not entry.initrds else (UNSURE, "initrd of a system without")
        if not entry.initrds:
            return DEAD, "no initrd line"
        store = self.store(system.initrd)
        if store is None:
            return UNSURE, "store initrd was changed"
        contents = [read(entry.volume.find(path)[1]) for path in entry.initrds]
        if any(data is None for data in contents):
            return UNSURE, "odd initrd"
        first = contents[0]
        if system.secrets:
            if not first.startswith(store):
                return DEAD, "initrd is not the system's"
            if first[len(store) :] not in self.machine.tails.values():
                return UNSURE, "secrets were changed"
        elif first != store:
            return DEAD, "initrd is not the system's"
        if len(contents) - 1 != len(system.extra):
            return UNSURE, "more or fewer initrds"
        for data in contents[1:]:
            if not data:
                return DEAD, "an extra initrd is empty"
        return BOOTS, ""

    # The machine as a whole.

    def next_boot(self):
        """The verdict on what the next boot takes."""
        if not self.choice.sure:
            return UNSURE, "; ".join(self.menu.odd[:3])
        loader = self.loader()
        if loader[0] != BOOTS:
            return loader
        if self.choice.entry is None:
            return (DEAD, "empty menu") if self.choice.id is None else (UNSURE, self.choice.id)
        return self.verdict(self.choice.entry)

    def loader(self):
        """Whether the firmware has a systemd-boot to start."""
        esp, suffix = self.menu.volumes[0], self.menu.suffix
        states = [esp.find(path % suffix) for path in LOADERS]
        if any(kind == ODD for kind, _ in states):
            return UNSURE, "odd loader"
        images = [read(place) if kind == FILE else None for kind, place in states]
        wanted = programs.loader(self.machine.loader_version, self.machine.arch)
        if images[0] == wanted:
            return BOOTS, ""
        if all(image is None or image[:2] != b"MZ" for image in images):
            return DEAD, "there is no loader"
        return UNSURE, "loader was changed"

    def bootable_systems(self):
        """Systems that have an entry which boots; and those whose entries are not all known to be dead."""
        sure, maybe = set(), set()
        for entry in self.menu.entries:
            state, _ = self.verdict(entry)
            inits = [word[5:-5] for word in entry.options.split() if word.startswith("init=") and word.endswith("/init")]
            for toplevel in inits:
                if state == BOOTS and counter(entry.name)[0] != 0:
                    sure.add(toplevel)
                if state != DEAD:
                    maybe.add(toplevel)
        return sure, maybe


def variables(machine):
    """The loader's variables as text; a value that is no text is left out."""
    found = {}
    if not machine.efivars or os.path.islink(machine.efivars):
        return found
    for name in ("LoaderEntryOneShot", "LoaderEntryPreferred", "LoaderEntryDefault", "LoaderEntryLastBooted"):
        data = read("%s/%s-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f" % (machine.efivars, name))
        if data and len(data) >= 6 and len(data) % 2 == 0:
            found[name] = data[4:].decode("utf-16-le", "replace").split("\0")[0]
    return found
