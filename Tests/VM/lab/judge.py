"""The first judge: is this state of the boot partitions one from which the machine comes up whole?

Broken is: an entry in the menu that is empty, altered, on a bad chain, or whose kernel or initrd is
missing, altered or on a bad chain; a generation, a loader or a foreign file gone or altered that has
to stay; a default that is none of the allowed ones; a folder that is not whole. Everything else
(dirty flag, free count, lost clusters, left-over names that the loader ignores) is a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Dict, List, Optional

from . import menu
from .expectation import VOLATILE, Expectation
from .fatreader import FatVolumeReader, Node, NotFat
from .medium import Medium

# While a damaged file is set aside, both names may have its clusters: whichever fsck.fat cuts, nothing whole is lost.
_ASIDE = re.compile(r"shares clusters with \S*/LB[0-9A-F]{6}\.\w+$")


@dataclass
class Verdict:
    broken: List[str] = field(default_factory=list)
    notes: List[str] = field(default_factory=list)
    default: Optional[str] = None
    entries: List[str] = field(default_factory=list)


class Judge:
    """Judges what is on `medium` against `wanted`."""

    def __init__(self, medium: Medium, wanted: Expectation):
        self.medium = medium
        self.wanted = wanted
        self.lenient = True

    def judge(self) -> Verdict:
        self.verdict = Verdict()
        try:
            self.readers = self.medium.readers()
        except NotFat as error:
            self.verdict.broken.append(str(error))
            return self.verdict
        self.trees = {role: reader.tree() for role, reader in self.readers.items()}
        self._folders()
        self._fixed()
        self._entries()
        self._default()
        for role, reader in self.readers.items():
            self._notes(role, reader)
        return self.verdict

    def final(self, after_cut: bool = False) -> Verdict:
        """Also: what was to go is gone, what was to come is there, nothing is left over, nothing is lost.

        After a power cut lost clusters are none of the tool's business: fsck.fat finds them.
        """
        self.lenient = False
        verdict = self.judge()
        self.lenient = True
        if verdict.broken:
            return verdict
        if sorted(verdict.entries) != self.wanted.final_entries:
            verdict.broken.append("the entries are %s, wanted were %s" % (
                " ".join(sorted(verdict.entries)), " ".join(self.wanted.final_entries)))
        if self.wanted.final_default and not self.wanted.variable and verdict.default != self.wanted.final_default:
            verdict.broken.append("the default is %s, wanted was %s" % (verdict.default, self.wanted.final_default))
        self._leftovers(after_cut)
        if after_cut:
            return verdict
        for role, reader in self.readers.items():
            if reader.lost_clusters():
                verdict.broken.append("%s: %d lost clusters" % (role, reader.lost_clusters()))
            if reader.faults:
                verdict.broken.append("%s: %s" % (role, "; ".join(reader.faults)))
        return verdict

    def digest_of(self, role: str, path: str) -> str:
        """SHA-1 of a file as it is; raises KeyError if there is none."""
        reader = self.medium.readers()[role]
        return self.medium.digest(role, reader, reader.tree()[path.lower()])

    # The parts.

    def _file(self, role: str, path: str, digest: str) -> Optional[str]:
        """What is wrong with this file, or nothing. What was damaged before may still be so until the end."""
        node = self.trees[role].get(path.lower())
        if node is None:
            return None if self._was_so(role, path, None) else "is missing"
        if node.faults:
            return None if self._was_so(role, path, None) and _ASIDE.search(node.faults[0]) else node.faults[0]
        if self._was_so(role, path, self.medium.digest(role, self.readers[role], node)):
            return None
        if node.size == 0 and digest != "da39a3ee5e6b4b0d3255bfef95601890afd80709":
            return "is empty"
        if self.medium.digest(role, self.readers[role], node) != digest:
            return "has other content"
        return None

    def _was_so(self, role: str, path: str, digest: Optional[str]) -> bool:
        return self.lenient and bool(self.wanted.damaged) and self.wanted.may_be(role, path, digest)

    def _folders(self) -> None:
        for role, tree in self.trees.items():
            for node in tree.values():
                if node.folder and node.faults:
                    self.verdict.broken.append("%s:%s %s" % (role, node.path, node.faults[0]))

    def _fixed(self) -> None:
        for role, files in self.wanted.fixed.items():
            for path, digest in files.items():
                fault = self._file(role, path, digest)
                if fault:
                    self.verdict.broken.append("%s:%s, which is not ours, %s" % (role, path, fault))
        for path in VOLATILE:
            node = self.trees["esp"].get(path)
            if node is not None and node.faults:
                self.verdict.broken.append("esp:%s %s" % (path, node.faults[0]))

    def _entries(self) -> None:
        self.menu: List[menu.Entry] = []
        for role, tree in self.trees.items():
            for key, node in tree.items():
                if key.startswith("/loader/entries/") and key.endswith(".conf") and not node.folder:
                    self._entry(role, node)
        present = set(self.verdict.entries)
        for name, entry in self.wanted.entries.items():
            if entry.stays and name not in present and not self._was_so(entry.role, "/loader/entries/" + name, None):
                self.verdict.broken.append("the entry %s of generation %s is gone" % (name, entry.generation))

    def _entry(self, role: str, node: Node) -> None:
        name = node.path.rsplit("/", 1)[1]
        key = menu.without_counter(name).lower()
        if node.path.lower() in (path.lower() for path in self.wanted.fixed[role]):
            self.menu.append(menu.parse(name, self.readers[role].content(node).decode("utf-8", "replace")))
            return
        wanted = self.wanted.entries.get(key)
        if wanted is None:
            self.verdict.broken.append("the menu has %s, which nobody wrote" % name)
            return
        self.verdict.entries.append(key)
        fault = self._file(role, node.path, wanted.text)
        if fault:
            self.verdict.broken.append("the entry %s %s" % (name, fault))
        for path, digest in wanted.files.items():
            fault = self._file(wanted.role, path, digest)
            if fault:
                self.verdict.broken.append("%s, which %s names, %s" % (path, name, fault))
        self.menu.append(menu.parse(name, self.readers[role].content(node).decode("utf-8", "replace")))

    def _default(self) -> None:
        conf = self.trees["esp"].get("/loader/loader.conf")
        text = ""
        if conf is None:
            self.verdict.notes.append("no loader.conf")
        else:
            faults = [self._file("esp", conf.path, digest) for digest in self.wanted.confs]
            if all(faults) and self.wanted.confs:
                self.verdict.broken.append("loader.conf %s" % faults[0])
            text = self.readers["esp"].content(conf).decode("utf-8", "replace")
        chosen = menu.default(self.menu, text, self.wanted.variable)
        self.verdict.default = chosen.id if chosen else None
        if self.wanted.defaults and self.verdict.default not in self.wanted.defaults:
            self.verdict.broken.append("the default is %s, none of %s" % (
                self.verdict.default, " ".join(self.wanted.defaults)))

    def _notes(self, role: str, reader: FatVolumeReader) -> None:
        notes = self.verdict.notes
        if reader.dirty:
            notes.append("%s: dirty" % role)
        if reader.free_hint() not in (None, reader.free_clusters()):
            notes.append("%s: free count wrong" % role)
        if reader.lost_clusters():
            notes.append("%s: lost clusters" % role)
        notes += ["%s: %s" % (role, fault) for fault in reader.faults]

    def _leftovers(self, after_cut: bool) -> None:
        known = {path.lower() for name in self.wanted.final_entries for path in self.wanted.entries[name].files}
        known |= {path.lower() for files in self.wanted.fixed.values() for path in files}
        known |= VOLATILE | {"/loader/loader.conf", "/filler.bin"}
        for role, tree in self.trees.items():
            for key, node in tree.items():
                if node.folder or key in known or key.startswith("/loader/entries/") and key.endswith(".conf"):
                    continue
                if re.search(r"/full\d{4}\.txt$", key) or after_cut and re.fullmatch(r"/fsck\d{4}\.rec", key):
                    continue  # what makes a folder crowded; what fsck.fat -a makes of lost chains
                self.verdict.broken.append("%s:%s is left over" % (role, node.path))


def judged(medium: Medium, wanted: Expectation) -> Verdict:
    return Judge(medium, wanted).judge()


def trees_of(readers: Dict[str, FatVolumeReader]) -> Dict[str, Dict[str, Node]]:
    return {role: reader.tree() for role, reader in readers.items()}
