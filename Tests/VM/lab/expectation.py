"""What must be true of the boot partitions in every state, and what at the end.

Made from the sketch: a generation with `=> keep` or without an arrow stays, one with `=> release` may go and
must be gone in the end, one that is `uninstalled` may come. Everything else on the volumes stays as it
is, to the byte.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Dict, List, Optional

from . import layout, menu, nixos
from .machine import Content, Machine, data_of

# Rewritten by the loader itself at every boot.
VOLATILE = {"/loader/random-seed"}


def sha1(content: Content) -> str:
    return hashlib.sha1(data_of(content)).hexdigest()


@dataclass
class WantedEntry:
    """An entry that may be found: the digest of its text, and of the files it names."""

    generation: str
    role: str
    text: str
    files: Dict[str, str]
    stays: bool
    init: str = ""
    tags: List[str] = field(default_factory=list)


@dataclass
class Expectation:
    """`entries` by id (lower case, no counter); `fixed` by role and path; digests are SHA-1."""

    entries: Dict[str, WantedEntry]
    fixed: Dict[str, Dict[str, str]]
    confs: List[str]
    defaults: List[str]
    variable: Optional[str] = None
    final_entries: List[str] = field(default_factory=list)
    final_default: Optional[str] = None
    counted: List[str] = field(default_factory=list)
    sweep: List[str] = field(default_factory=list)
    # "role:path" in lower case → what a damaged file may still be until the end: digests, and "" for gone.
    damaged: Dict[str, List[str]] = field(default_factory=dict)

    def may_be(self, role: str, path: str, digest: Optional[str]) -> bool:
        """Whether this file was damaged before, and is no worse; no digest: it is gone."""
        return (digest or "") in self.damaged.get("%s:%s" % (role, path.lower()), [])

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @staticmethod
    def from_json(text: str) -> "Expectation":
        fields = json.loads(text)
        fields["entries"] = {key: WantedEntry(**value) for key, value in fields["entries"].items()}
        return Expectation(**fields)


def of(machine: Machine, new_default: Optional[int] = None, arrives: Optional[List[int]] = None,
       default_of: Optional[Machine] = None) -> Expectation:
    """The expectation of a workload that releases what the sketch releases.

    `new_default`: the workload makes this generation the default. `arrives`: it installs these.
    """
    boot = "xbootldr" if machine.xbootldr else "esp"
    arrives = arrives or []
    entries: Dict[str, WantedEntry] = {}
    fixed = _fixed(machine, boot)
    for generation in machine.generations:
        if not generation.installed and generation.number not in arrives:
            continue
        stays = generation.installed and generation.expect != "release"
        for special in [None, *generation.specialisations]:
            name, text = machine.entry(generation, special)
            spec = machine.spec(generation)
            spec = spec.specialisations[special] if special else spec
            tags = generation.specialisations[special] if special else (generation.kernel, generation.initrd)
            files = {"/EFI/nixos/" + nixos.boot_file_name(spec.kernel): sha1(machine.kernel_content(tags[0])),
                     "/EFI/nixos/" + nixos.initrd_file_name(spec, generation.era): sha1(
                         machine.boot_initrd(generation, tags[1]))}
            entries[name.lower()] = WantedEntry(generation.name, boot, sha1(text.encode()), files, stays,
                                                spec.toplevel + "/init", list(tags))
    made = Expectation(entries, fixed, [], [], damaged=_damaged(machine))
    return _with_defaults(machine, made, new_default, arrives)


def _damaged(machine: Machine) -> Dict[str, List[str]]:
    out: Dict[str, List[str]] = {}
    left = layout.boot_files(machine) if machine.damages else {}
    for path in map(machine.damaged_path, machine.damages):
        role = next(role for role, files in layout.whole_files(machine).items() if path in files)
        content = left[role].get(path)
        out["%s:%s" % (role, path.lower())] = [""] + ([sha1(content)] if content is not None else [])
    return out


def _fixed(machine: Machine, boot: str) -> Dict[str, Dict[str, str]]:
    fixed: Dict[str, Dict[str, str]] = {"esp": {}, boot: {}}
    for path, content in layout.loader_files(machine).items():
        if path != "/loader/loader.conf" and path not in VOLATILE:
            fixed["esp"][path] = sha1(content)
    for path, content in machine.files.items():
        role, _, inside = path.rpartition(":")
        if path not in machine.swept:
            fixed[role or "esp"][inside] = sha1(content)
    return fixed


def _with_defaults(machine: Machine, made: Expectation, new_default: Optional[int],
                   arrives: List[int]) -> Expectation:
    confs = [machine.loader_conf().decode()]
    old = machine.default_generation()
    made.defaults = [machine.entry(old)[0].lower()] if old else []
    if old is None and machine.default != "none":
        # loader.conf names what is not there: the best of the menu boots.
        made.defaults = [max((g for g in machine.generations if g.installed and not g.other and not g.profile),
                             key=lambda g: g.number)]
        made.defaults = [machine.entry(g)[0].lower() for g in made.defaults]
    made.final_default = made.defaults[0] if made.defaults else None
    if new_default is not None:
        chosen = machine.generation(new_default)
        counting = machine.tries is not None or any(g.left is not None for g in machine.generations)
        confs.append(nixos.loader_conf(chosen.era, machine.entry(chosen)[0], counting))
        made.final_default = machine.entry(chosen)[0].lower()
        made.defaults.append(made.final_default)
    made.confs = [sha1(conf.encode()) for conf in confs]
    made.final_entries = sorted(
        name for name, entry in made.entries.items()
        if entry.stays or any(entry.generation == machine.generation(n).name for n in arrives))
    made.counted = [machine.entry(g)[0].lower() for g in machine.generations if g.left is not None]
    made.sweep = sorted(machine.swept)
    for words in machine.nvram:
        if words[0] == "LoaderEntryDefault":
            made.variable = " ".join(words[1:])
            made.defaults.append(menu.without_counter(made.variable).lower())
    return made
