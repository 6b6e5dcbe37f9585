"""A machine: a root below a directory of its own, with a canary beside it, and what its maker knows of it."""

import os
import random
import shutil
from dataclasses import dataclass
from typing import Dict, List, Optional, Set, Tuple


@dataclass
class Link:
    """A generation link as it was made."""

    profile: str
    number: int
    toplevel: str


class Machine:
    """The tree on the disk and the knowledge about it that a judge may use."""

    def __init__(self, base, drop=()):
        self.base = base
        self.drop = set(drop)
        self.root = base + "/root"
        self.outside = base + "/outside"
        self.efivars: Optional[str] = None
        self.efivars_given = False
        self.esp = "/boot"
        self.boot = "/boot"
        self.arch = "x86_64-linux"
        self.era = "c"
        self.systems: Dict[str, object] = {}
        self.wrappers: Dict[str, str] = {}
        self.links: List[Link] = []
        self.originals: Dict[str, bytes] = {}
        self.tails: Dict[str, bytes] = {}
        self.features: List[str] = []
        self.mutations: List[str] = []
        self.loader_version = "257.9"
        self.arguments_root = self.root
        self.counting = False
        self.notes: Set[str] = set()
        self.last: List[object] = []  # what is done when all else is: a pipe that is opened too early waits for ever
        self.marks: List[Tuple[str, str, int]] = []
        self.stream = lambda name: random.Random(name)

    def feature(self, name, probability):
        """Whether this machine has something, decided by a stream of its own so that others do not change with it."""
        has = self.stream("feature " + name).random() < probability and name not in self.drop
        if has:
            self.features.append(name)
        return has

    # The disk.

    def mkdir(self, path):
        os.makedirs(path, exist_ok=True)

    def put(self, path, data, mode=None):
        try:
            with open(path, "wb") as file:
                file.write(data)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        if mode is not None:
            os.chmod(path, mode)
        self.originals[path] = data

    def link(self, target, path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            os.unlink(path)
        os.symlink(target, path)

    def inside(self, path):
        """Where a path of the root leads, with absolute links starting at the root; None where it leaves it or goes round."""
        rest, place, links = path.strip("/").split("/"), self.root, 0
        while rest:
            name = rest.pop(0)
            if name in ("", "."):
                continue
            if name == "..":
                place = place if place == self.root else os.path.dirname(place)
                continue
            if os.path.islink(place + "/" + name):
                links += 1
                if links > 20:
                    return None
                text = os.readlink(place + "/" + name)
                rest = text.split("/") + rest
                place = self.root if text.startswith("/") else place
                continue
            place += "/" + name
        return place

    @property
    def esp_dir(self):
        return self.root + self.esp

    @property
    def boot_dir(self):
        return self.root + self.boot

    @property
    def volumes(self):
        return [self.esp_dir] if self.esp == self.boot else [self.esp_dir, self.boot_dir]

    @property
    def profiles_dir(self):
        return self.root + "/nix/var/nix/profiles"

    def real(self, toplevel):
        """The system behind links and a wrapper, or the system itself."""
        place = self.inside(toplevel)
        known = place[len(self.root) :] if place and place.startswith(self.root + "/") else toplevel
        return self.wrappers.get(known, known)

    def remove(self):
        """Takes the tree away, whatever was done to it."""
        shutil.rmtree(self.base, ignore_errors=True)
