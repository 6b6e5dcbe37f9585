"""A system like NixOS on a disk of some layout, with all that is needed to run its own installer in a chroot.

`LAYOUTS` says what is on which and how the system's own fstab names it, as disko's examples or nixos-generate-config write
it. The boot partitions are made on the host; what needs the device mapper, MD, btrfs or ZFS is made in a guest, once.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from . import cache, disk, initrd, layout, nixos, qemu, storage, tools
from .disk import MIB, Partition
from .machine import Content, Machine

KEY = b"a key of the proving ground"
UUID = "b0071fe0-0000-4000-8000-000000000001"  # of the file system of the root
SIZE = 320 * MIB
HOST = bytes.fromhex("e01f07b0")  # what ZFS tells machines apart by; the guest's scripts have it too
_LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
_ROOT_X64 = "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"
_USUAL = "/dev/disk/by-uuid/%s / ext4 noatime 0 1"
_BOOT = "/dev/disk/by-uuid/B007-000%d %s vfat fmask=0077,dmask=0077 0 2"


@dataclass(frozen=True)
class Layout:
    """What a disk has, and how it is named.

    `table`: the lines of fstab but for the boot partitions, with %s for the identifier of the root's file system. `boot`: the
    line of a boot partition, from its number and its place; none where nothing says it. `more`: partitions beside the
    root. `keys`: what the machine's initrd needs. `words`: what a rescue has to be told beside the key.
    """

    table: Sequence[str] = (_USUAL,)
    boot: str = _BOOT
    more: Sequence[Tuple[str, int]] = ()
    keys: Sequence[str] = ()
    words: str = ""


LAYOUTS: Dict[str, Layout] = {
    "ext4": Layout(),
    "xfs": Layout(["UUID=%s / xfs noatime 0 1"], keys=["xfs"]),
    "nix": Layout(["UUID=%s / ext4 noatime 0 1", "LABEL=nix /nix ext4 noatime 0 2"], more=[("nix", 224 * MIB)]),
    "xbootldr": Layout(),
    "memory": Layout(["tmpfs / tmpfs defaults,size=25%%,mode=755 0 0", "UUID=%s /nix ext4 noatime 0 2",
                      "/nix/persist/tree/etc/ssh /etc/ssh none bind,nofail 0 0"]),
    "gpt-auto": Layout([], boot=""),
    "btrfs": Layout(["UUID=%s / btrfs subvol=@,noatime 0 0", "UUID=%s /nix btrfs subvol=nix,noatime 0 0",
                     "UUID=%s /home btrfs subvol=@home,noatime 0 0"], keys=["btrfs"]),
    "btrfs-top": Layout(["UUID=%s / btrfs noatime 0 0"], keys=["btrfs"]),
    "btrfs-default": Layout(["PARTLABEL=root / btrfs noatime 0 0"], keys=["btrfs"]),
    "luks": Layout(keys=["luks"]),
    "luks-lvm": Layout(["/dev/vg/root / ext4 noatime 0 1"], keys=["luks", "lvm"]),
    "luks-btrfs": Layout(["/dev/mapper/crypted / btrfs subvol=/@,noatime 0 0", "/dev/mapper/crypted /nix btrfs subvol=/nix,noatime 0 0",
                          "/dev/mapper/crypted /home btrfs subvol=/@home,noatime 0 0"],
                         boot="/dev/disk/by-partlabel/esp %.0s%s vfat umask=0077 0 0", keys=["luks", "btrfs"]),
    "luks-twice": Layout(["/dev/mapper/cryptroot / ext4 noatime 0 1", "/dev/mapper/cryptnix /nix ext4 noatime 0 2"],
                         more=[("nix", 240 * MIB)], keys=["luks"]),
    "luks-detached": Layout(["/dev/mapper/secret / ext4 noatime 0 1"], more=[("header", 16 * MIB)], keys=["luks"],
                            words="/dev/disk/by-partlabel/root --header /dev/disk/by-partlabel/header"),
    "raid1": Layout(more=[("mirror", SIZE)], keys=["raid1"]),
    "raid1-lvm": Layout(["/dev/vg/root / ext4 noatime 0 1"], more=[("mirror", SIZE)], keys=["raid1", "lvm"]),
    "boot-raid1": Layout(["/dev/md/root / ext4 noatime 0 1"], boot="/dev/md/boot %.0s%s vfat umask=0077 0 0",
                         more=[("mirror", SIZE), ("esp2", 100 * MIB)], keys=["raid1"]),
    "zfs": Layout(["rpool/crypt/root / zfs zfsutil,noatime 0 0", "rpool/crypt/nix /nix zfs noatime 0 0",
                   "rpool/crypt/home /home zfs nofail 0 0"], keys=["zfs"]),
}
SKETCH = """
esp 100M fat32 cluster 1K
%s
root %s
generation 41 kernel a initrd x
generation 42 kernel b initrd y
nvram none
"""


class Target(Machine):
    """The sketched machine on this layout."""

    def __init__(self, kind: str, text: str = ""):
        self.kind = kind
        self.layout = LAYOUTS[kind]
        self.keys = list(self.layout.keys)
        # ZFS keeps 128 MiB of a pool for itself.
        super().__init__(text or SKETCH % ("xbootldr 120M fat32 cluster 1K" if kind == "xbootldr" else "",
                                           "640M" if kind == "zfs" else "320M"))

    def initrd_content(self, tag: str) -> Content:
        base = storage.target_initrd(self.keys, KEY)
        return cache.kept("initrds/%s-%s" % (base.name, tag), lambda target: target.write_bytes(
            base.read_bytes() + initrd.newc([("tag", 0o100644, tag.encode() + b"\n")])) and None)

    def _one_spec(self, generation, special, tags):
        spec = super()._one_spec(generation, special, tags)
        return nixos.Spec(**{**spec.__dict__, "params": spec.params + ["lab.layout=" + self.kind]})


def fstab(target: Target) -> str:
    lines = [line % UUID if "%s" in line else line.replace("%%", "%") for line in target.layout.table]
    boots = ["/boot"] if not target.xbootldr else ["/efi", "/boot"]
    lines += [target.layout.boot % (number, place) for number, place in enumerate(boots, 1) if target.layout.boot]
    return "\n".join(lines) + "\n"


def partitions(target: Target) -> List[Partition]:
    """Those of the machine, and what the layout has beside the root."""
    out = disk.partitions(target)
    for name, size in target.layout.more:
        out.append(Partition(name, len(out) + 1, out[-1].start + out[-1].size, size))
    return out


def _boot_partition(target: Target, part: Partition) -> Partition:
    """What is written of a boot partition: behind a file system in a mirror there is the mirror's metadata."""
    is_mirrored = any(name == part.role + "2" for name, _ in target.layout.more)
    return Partition(part.role, part.number, part.start, part.size - MIB) if is_mirrored else part


def _store(target: Target) -> Tuple[Dict[str, Content], Dict[str, str]]:
    """What a toplevel has besides what every machine here has: activation, its fstab, its programs."""
    files: Dict[str, Content] = {}
    links: Dict[str, str] = {}
    path = "%s/%s-system-path" % (nixos.STORE, nixos.store_hash("system path"))
    links[path + "/bin"] = "/usr/bin"
    for generation in target.generations:
        top = target.spec(generation).toplevel
        etc = "%s/%s-etc" % (nixos.STORE, nixos.store_hash("etc " + top))
        files[etc + "/etc/fstab"] = fstab(target).encode()
        files[etc + "/etc/hostname"] = b"proving-ground\n"
        links[top + "/etc"] = etc + "/etc"
        links[top + "/sw"] = path
        files[top + "/activate"] = (
            "#!/bin/sh\nmkdir -p /run/nixos; ln -sfn %s /run/current-system\n"
            "echo \"activated ${IN_NIXOS_ENTER:+in a chroot}\"\n" % top).encode()
    return files, links


def _tree(target: Target, tree: Path) -> None:
    disk._root_tree(target, tree)
    files, links = _store(target)
    for name, content in files.items():
        path = tree / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        path.chmod(0o755 if content[:2] == b"#!" else 0o644)
    for name, text in links.items():
        (tree / name.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (tree / name.lstrip("/")).symlink_to(text)
    (tree / "etc/fstab").write_text(fstab(target))
    (tree / "etc/hostid").write_bytes(HOST)
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-", dir=tree.parent) as work:
        own = Path(work)
        tools._fill(own)
        for name in ("lifeboot", "disk-recipes"):
            (own / "usr/bin" / name).unlink(missing_ok=True)
        for path in own.iterdir():
            goal = tree / ("usr" if path.name == "usr" else "lab/" + path.name)
            if goal.is_dir():
                goal.rmdir()
            shutil.move(str(path), goal)


def _ext4(source: Path, image: Path, label: str, uuid: str, part: Partition) -> None:
    cache.call("mke2fs", "-q", "-F", "-t", "ext4", "-L", label, "-U", uuid, "-m", "0", "-O", "^resize_inode",
               "-E", "offset=%d,root_owner=0:0" % part.start, "-d", source, image, "%dk" % (part.size // 1024))


# Both halves of a mirrored ESP have its type, as people make them.
_TYPES = {**disk.TYPES, "esp2": disk.TYPES["esp"]}


def _gpt(image: Path, parts: List[Partition]) -> None:
    lines = ["label: gpt", "label-id: %s" % disk.partition_guid("disk"), "first-lba: 34"]
    for part in parts:
        lines.append("start=%d, size=%d, type=%s, uuid=%s, name=%s" % (
            part.start // 512, part.size // 512, _TYPES.get(part.role, _LINUX), disk.partition_guid(part.role),
            part.role))
    cache.call("sfdisk", "--quiet", image, input="\n".join(lines).encode())


def write_boot(target: Target, image: Path, files: Dict[str, layout.Files], age: int = 0xB007) -> None:
    """Makes the boot partitions anew, with these files alone; both halves of one that is a mirror.

    `age`: how their identifiers begin; fstab has those of the first.
    """
    parts = {part.role: part for part in partitions(target)}
    for volume in [one for one in (target.esp, target.xbootldr) if one]:
        part = _boot_partition(target, parts[volume.role])
        disk.make_fat(image, part, volume, age)
        disk.write_fat(image, part, files.get(volume.role, {}))
        twin = parts.get(volume.role + "2")
        if twin:
            with open(image, "r+b") as file:
                file.seek(part.start)
                data = file.read(part.size)
                file.seek(twin.start)
                file.write(data)


def halves_agree(target: Target, image: Path) -> bool:
    """Both halves of a mirrored boot partition hold the same bytes."""
    parts = {part.role: part for part in partitions(target)}
    with open(image, "rb") as file:
        def content(part: Partition) -> bytes:
            file.seek(part.start)
            return file.read(part.size - MIB)
        return all(content(parts[name[:-1]]) == content(part) for name, part in parts.items() if name == "esp2")


def build(target: Target, image: Path) -> None:
    parts = partitions(target)
    with open(image, "wb") as file:
        file.truncate(parts[-1].start + parts[-1].size + MIB)
    _gpt(image, parts)
    write_boot(target, image, layout.boot_files(target))
    roles = {part.role: part for part in parts}
    with tempfile.TemporaryDirectory(prefix="lifeboot-vm-") as work:
        tree = Path(work) / "tree"
        tree.mkdir()
        _tree(target, tree)
        if target.kind in ("ext4", "xbootldr", "nix", "gpt-auto"):
            if "nix" in roles:
                _ext4(tree / "nix", image, "nix", disk.partition_guid("nix file system").__str__(), roles["nix"])
                shutil.rmtree(tree / "nix")
                (tree / "nix").mkdir()
            _ext4(tree, image, "nixos", UUID, roles["root"])
            return
        _in_guest(target, image, tree, Path(work))


def _in_guest(target: Target, image: Path, tree: Path, work: Path) -> None:
    content = work / "content.ext4"
    with open(content, "wb") as file:
        file.truncate(SIZE)
    _ext4(tree, content, "content", UUID.replace("b007", "c007"), Partition("content", 1, 0, SIZE))
    outcome = qemu.Guest(image, work / "guest", script="sh /lab/make-target %s %s" % (target.kind, UUID), direct=True,
                         files={"key": KEY}, limit=300, **rescue_words(target.kind), disks={"content": content}).run()
    if outcome.status != 0:
        raise RuntimeError("making %s: %s" % (target.kind, (outcome.text("output") or outcome.console)[-1500:]))


def rescue_words(kind: str = "") -> dict:
    """What makes a guest the rescue system."""
    has_zfs = kind == "zfs"
    return {"initrd": storage.rescue_initrd(has_zfs), "tools": storage.rescue_disk(has_zfs), "memory": memory(kind),
            "init": "rescue"}


def memory(kind: str) -> int:
    """MiB that a guest needs for such a target."""
    return 1024 if kind == "zfs" else 512


def built(target: Target) -> Path:
    """The disk of this target, from the cache if it was made before. Copy it before writing to it."""
    name = cache.digest(target.kind, target.text, layout.BOOTLOADER, *cache.sources(
        "machine.py", "layout.py", "disk.py", "nixos.py", "kernel.py", "initrd.py", "target.py", "storage.py", "zfs.py",
        "init-storage", "make-target", "stage2", "switch-to-configuration", "installing.py", *layout.BUILDERS))
    return cache.kept("disks/target-" + name + ".img", lambda made: build(target, made))
