"""A machine as text: what lies on its boot partitions, which generations it has, what should happen to them.

    esp 160M fat32 cluster 2K                  sizes in K, M, G; also `free 0` (filled up to that)
    xbootldr 160M fat32 cluster 4K             entries and kernels go there, the loader stays on the ESP
    root 220M
    era C                                      of what the installer left: A, B, C, D
    kernel z fake 300K                         a kernel is real unless said; a real one boots
    initrd y 5M                                so is an initrd, of at least this size; or `fake 300K`
    generation 40 kernel a initrd x            => release
    generation 41 kernel a initrd y            => keep
    generation 42 kernel b initrd z counted 3  => keep
    default 42                                 else the newest installed one; `default none`; `default ID.conf`
    current 42                                 the profile's link; else the newest
    other 7 kernel q initrd q                  an entry of a second NixOS, not in our store
    file /EFI/Microsoft/Boot/bootmgfw.efi 2M   anything else; `file PATH = some text` for a small one;
                                               `file xbootldr:/PATH …`; `=> sweep` if it may go;
                                               `file PATH kernel TAG`, `initrd TAG`: one that boots
    crowded /loader/entries                    no free slot in this folder: the next name makes it grow
    nvram LoaderEntryDefault nixos-generation-40.conf
    damage initrd:42 cut 1M                    what has gone wrong: kernel:N, initrd:N, entry:N or a path; gone,
                                               empty, cut SIZE, flip (one byte), `= some text`, noise SIZE
    cloned                                     the variables name partition GUIDs that this disk has no more

    installer collects-last limit 5 counting 3  instead of the one of each generation's era: wipes-first (A, B),
                                               stale-first (C), collects-first (D), collects-last

Words after a generation: profile NAME, secrets SIZE, specialisation NAME:KERNEL:INITRD, counted LEFT[-DONE],
era X, uninstalled (in the store and the profile, not on the boot partition), unlinked (the reverse: its
link and its toplevel are gone, its entry is still there), aged DAYS.
`=>` may be written as the arrow of the sketches (U+21D2); `#` begins a comment.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple, Union

from . import initrd, kernel, nixos

Content = Union[bytes, Path]
MACHINE_ID = "0123456789abcdef0123456789abcdef"
OTHER_MACHINE_ID = "fedcba9876543210fedcba9876543210"
EPOCH = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.timezone.utc)
UNITS = {"": 1, "K": 1024, "M": 1024 ** 2, "G": 1024 ** 3}


class SketchError(ValueError):
    """A line of a sketch that says nothing we know."""


def parse_size(word: str) -> int:
    found = re.fullmatch(r"(\d+)([KMG]?)", word)
    if not found:
        raise SketchError("%r is no size" % word)
    return int(found.group(1)) * UNITS[found.group(2)]


def noise(tag: str, size: int) -> bytes:
    """Bytes that depend on the tag alone and do not repeat within a cluster."""
    out = bytearray()
    block = tag.encode()
    while len(out) < size:
        block = hashlib.sha512(block).digest()
        out += block * 8
    return bytes(out[:size])


def data_of(content: Content) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def damaged(content: bytes, how: List[str]) -> Optional[bytes]:
    """What is left of a file; nothing if it is gone."""
    kind, rest = how[0], how[1:]
    if kind == "gone":
        return None
    if kind == "empty":
        return b""
    if kind == "cut":
        return content[:parse_size(rest[0])]
    if kind == "noise":
        return noise("damage", parse_size(rest[0]))
    if kind == "=":
        return " ".join(rest).replace("\\n", "\n").encode()
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x40]) + content[middle + 1:]


@dataclass
class FatVolume:
    """One FAT partition as the sketch wants it; sizes in bytes."""

    role: str
    size: int = 160 * 1024 ** 2
    fat: int = 32
    cluster: int = 2048
    free: Optional[int] = None


@dataclass
class Generation:
    number: int
    kernel: str
    initrd: str
    era: str
    profile: Optional[str] = None
    specialisations: Dict[str, Tuple[str, str]] = field(default_factory=dict)
    left: Optional[int] = None
    done: Optional[int] = None
    installed: bool = True
    linked: bool = True
    other: bool = False
    aged: Optional[int] = None
    secrets: Optional[int] = None
    expect: str = ""

    @property
    def name(self) -> str:
        return "%s%d" % (self.profile + "-" if self.profile else "", self.number)

    def created(self) -> datetime.datetime:
        days = self.aged if self.aged is not None else max(0, 100 - self.number)
        return EPOCH - datetime.timedelta(days=days)


class Machine:
    """The sketch, read. Files and store are made from it by `boot_files` and `store_files`."""

    def __init__(self, text: str):
        self.text = text
        self.esp = FatVolume("esp")
        self.xbootldr: Optional[FatVolume] = None
        self.root_size: Optional[int] = None
        self.era = "C"
        self.fakes: Dict[str, int] = {}
        self.initrd_sizes: Dict[str, int] = {}
        self.generations: List[Generation] = []
        self.files: Dict[str, Content] = {}
        self.default: Optional[str] = None
        self.current: Optional[int] = None
        self.nvram: List[List[str]] = []
        self.swept: List[str] = []
        self.crowded: List[str] = []
        self.damages: Dict[str, List[str]] = {}
        self.cloned = False
        self.installer: Optional[str] = None
        self.limit = 0
        self.tries: Optional[int] = None
        for line in text.splitlines():
            self._line(line)

    # Reading the sketch.

    def _line(self, line: str) -> None:
        line, _, expect = line.replace("\u21d2", "=>").partition("=>")
        words = re.sub(r"(^|\s)#.*", "", line).split()
        if not words:
            return
        reader = getattr(self, "_read_" + words[0], None)
        if reader is None:
            raise SketchError("unknown word %r in %r" % (words[0], line))
        try:
            reader(words[1:], expect.split()[0] if expect.split() else "")
        except (IndexError, ValueError) as error:
            raise SketchError("%s in %r" % (error, line)) from error

    def _volume(self, role: str, words: List[str]) -> FatVolume:
        volume = FatVolume(role, size=parse_size(words[0]))
        rest = iter(words[1:])
        for word in rest:
            if word in ("fat16", "fat32"):
                volume.fat = int(word[3:])
            elif word == "cluster":
                volume.cluster = parse_size(next(rest))
            elif word == "free":
                volume.free = parse_size(next(rest))
            else:
                raise SketchError("unknown word %r" % word)
        return volume

    def _read_esp(self, words: List[str], _: str) -> None:
        self.esp = self._volume("esp", words)

    def _read_xbootldr(self, words: List[str], _: str) -> None:
        self.xbootldr = self._volume("xbootldr", words)

    def _read_root(self, words: List[str], _: str) -> None:
        self.root_size = parse_size(words[0])

    def _read_era(self, words: List[str], _: str) -> None:
        self.era = words[0]

    def _read_kernel(self, words: List[str], _: str) -> None:
        if words[1] != "fake":
            raise SketchError("a kernel is real, or `fake SIZE`")
        self.fakes["kernel " + words[0]] = parse_size(words[2])

    def _read_initrd(self, words: List[str], _: str) -> None:
        if words[1] == "fake":
            self.fakes["initrd " + words[0]] = parse_size(words[2])
        else:
            self.initrd_sizes[words[0]] = parse_size(words[1])

    def _read_other(self, words: List[str], expect: str) -> None:
        self._read_generation(words, expect)
        self.generations[-1].other = True
        self.generations[-1].linked = False

    def _read_generation(self, words: List[str], expect: str) -> None:
        made = Generation(int(words[0]), kernel="a", initrd="x", era=self.era, expect=expect)
        rest = iter(words[1:])
        for word in rest:
            self._word_of_generation(made, word, rest)
        self.generations.append(made)

    def _word_of_generation(self, made: Generation, word: str, rest: Iterator[str]) -> None:
        if word in ("kernel", "initrd", "profile", "era"):
            setattr(made, word, next(rest))
        elif word == "specialisation":
            name, kernel_tag, initrd_tag = next(rest).split(":")
            made.specialisations[name] = (kernel_tag, initrd_tag)
        elif word == "counted":
            left, _, done = next(rest).partition("-")
            made.left, made.done = int(left), int(done) if done else None
        elif word == "secrets":
            made.secrets = parse_size(next(rest))
        elif word == "aged":
            made.aged = int(next(rest))
        elif word in ("uninstalled", "unlinked"):
            setattr(made, {"uninstalled": "installed", "unlinked": "linked"}[word], False)
        else:
            raise SketchError("unknown word %r" % word)

    def _read_crowded(self, words: List[str], _: str) -> None:
        self.crowded.append(words[0])

    def _read_installer(self, words: List[str], _: str) -> None:
        self.installer = words[0]
        options = dict(zip(words[1::2], words[2::2]))
        self.limit = int(options.get("limit", 0))
        self.tries = int(options["counting"]) if "counting" in options else None

    def _read_default(self, words: List[str], _: str) -> None:
        self.default = words[0]

    def _read_current(self, words: List[str], _: str) -> None:
        self.current = int(words[0])

    def _read_file(self, words: List[str], expect: str) -> None:
        if expect == "sweep":
            self.swept.append(words[0])
        if words[1] == "=":
            self.files[words[0]] = " ".join(words[2:]).replace("\\n", "\n").encode()
        elif words[1] in ("kernel", "initrd"):
            self.files[words[0]] = (self.kernel_content if words[1] == "kernel" else self.initrd_content)(words[2])
        else:
            self.files[words[0]] = noise(words[0], parse_size(words[1]))

    def _read_nvram(self, words: List[str], _: str) -> None:
        self.nvram.append(words)

    def _read_damage(self, words: List[str], _: str) -> None:
        if words[1] not in ("gone", "empty", "cut", "flip", "=", "noise"):
            raise SketchError("unknown damage %r" % words[1])
        self.damages[words[0]] = words[1:]

    def _read_cloned(self, _: List[str], __: str) -> None:
        self.cloned = True

    # What follows from it.

    def generation(self, number: int, profile: Optional[str] = None) -> Generation:
        for found in self.generations:
            if (found.number, found.profile, found.other) == (number, profile, False):
                return found
        raise SketchError("no generation %d" % number)

    def kernel_content(self, tag: str) -> Content:
        name = "kernel " + tag
        return noise(name, self.fakes[name]) if name in self.fakes else kernel.stamped(tag)

    def initrd_content(self, tag: str) -> Content:
        name = "initrd " + tag
        if name in self.fakes:
            return noise(name, self.fakes[name])
        return initrd.tagged(tag, self.initrd_sizes.get(tag, 0))

    def spec(self, generation: Generation) -> nixos.Spec:
        inner = {
            name: self._one_spec(generation, name, tags)
            for name, tags in generation.specialisations.items()
        }
        outer = self._one_spec(generation, "", (generation.kernel, generation.initrd))
        return nixos.Spec(**{**outer.__dict__, "specialisations": inner})

    def _one_spec(self, generation: Generation, special: str, tags: Tuple[str, str]) -> nixos.Spec:
        label = "26.05.%s%s" % (generation.created().strftime("%Y%m%d"), "-" + special if special else "")
        seed = "toplevel %s %s %s %s" % (generation.other, generation.name, special, tags)
        host = "other" if generation.other else "proving-ground"
        return nixos.Spec(
            toplevel="%s/%s-nixos-system-%s-%s" % (nixos.STORE, nixos.store_hash(seed), host, label),
            label="NixOS Yarara %s (Linux %s)" % (label, nixos.KERNEL_VERSION),
            kernel=nixos.kernel_package(tags[0]) + "/bzImage",
            initrd=nixos.initrd_package(tags[1]) + "/initrd",
            secrets=self.secret_tool(generation) if generation.secrets else None,
            params=["console=ttyS0", "quiet", "panic=-1", "lab.root=barrier=0", "loglevel=3", "no_timer_check"],
        )

    def secret_tool(self, generation: Generation) -> str:
        """The program that appends a generation's secrets."""
        return "%s/%s-append-initrd-secrets/bin/append-initrd-secrets" % (
            nixos.STORE, nixos.store_hash("secrets %s %d" % (generation.name, generation.secrets)))

    def secrets_content(self, generation: Generation) -> bytes:
        """The archive that the program appends."""
        return initrd.newc([(".initrd-secrets/key", 0o100600, noise("secret", generation.secrets or 0))])

    def boot_initrd(self, generation: Generation, tag: str) -> Content:
        """The initrd as it lies on the boot partition: with secrets, where the generation has some."""
        plain = self.initrd_content(tag)
        if not generation.secrets:
            return plain
        data = data_of(plain)
        return data + bytes(-len(data) % 4) + self.secrets_content(generation)

    def built_on(self, generation: Generation) -> str:
        return generation.created().strftime("%Y-%m-%d")

    def entry(self, generation: Generation, special: Optional[str] = None) -> Tuple[str, str]:
        """Name (without a boot counter) and text of the entry that the installer writes for it."""
        spec = self.spec(generation)
        spec = spec.specialisations[special] if special else spec
        text = nixos.entry_text(generation.era, generation.profile, generation.number, special, spec,
                                self.built_on(generation),
                                OTHER_MACHINE_ID if generation.other else MACHINE_ID)
        return nixos.entry_id(generation.era, generation.profile, generation.number, special, text), text

    def damaged_path(self, target: str) -> str:
        """The path on its volume of what a `damage` line names."""
        kind, _, number = target.partition(":")
        if kind not in ("kernel", "initrd", "entry"):
            return target
        generation = self.generation(int(number))
        spec = self.spec(generation)
        if kind == "entry":
            name = nixos.counted(self.entry(generation)[0], generation.left, generation.done)
            return "/loader/entries/" + name
        store = {"kernel": nixos.boot_file_name(spec.kernel), "initrd": nixos.initrd_file_name(spec, generation.era)}
        return "/EFI/nixos/" + store[kind]

    def default_generation(self) -> Optional[Generation]:
        if self.default == "none" or self.default and self.default.endswith(".conf"):
            return None
        if self.default:
            return self.generation(int(self.default))
        mine = [g for g in self.generations if g.installed and g.linked and not g.profile]
        return max(mine, key=lambda g: g.number, default=None)

    def loader_conf(self) -> bytes:
        chosen = self.default_generation()
        counting = self.tries is not None or any(g.left is not None for g in self.generations)
        era = chosen.era if chosen else self.era
        named = self.default if self.default and self.default.endswith(".conf") else None
        return nixos.loader_conf(era, self.entry(chosen)[0] if chosen else named, counting).encode()
