"""A system like NixOS on a disk of some layout, with all that is needed to run its own installer in a chroot.

Layouts: ext4, nix (a separate /nix), xbootldr, btrfs (subvolumes @, @nix, @home), luks, luks-lvm, raid1, zfs (an
encrypted data set, in it root and home with the property mountpoint, and nix without). The boot partitions are made on
the host; what needs the device mapper, MD, btrfs or ZFS is made in a guest, once.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Dict, List, Tuple

from . import cache, disk, initrd, layout, nixos, qemu, storage, tools
from .disk import MIB, Partition
from .machine import Content, Machine

LAYOUTS = ["ext4", "nix", "xbootldr", "btrfs", "luks", "luks-lvm", "raid1", "zfs"]
KEY = b"a key of the proving ground"
UUID = "b0071fe0-0000-4000-8000-000000000001"  # of the file system of the root
SIZE = 320 * MIB
HOST = bytes.fromhex("e01f07b0")  # what ZFS tells machines apart by; the guest's scripts have it too
# Beside the root: name of the partition and its size.
_MORE = {"nix": [("nix", 224 * MIB)], "raid1": [("mirror", SIZE)]}
_LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
_ROOTS = {"btrfs": ["UUID=%s / btrfs subvol=@,noatime 0 0", "UUID=%s /nix btrfs subvol=@nix,noatime 0 0",
                    "UUID=%s /home btrfs subvol=@home,noatime 0 0"],
          "luks-lvm": ["/dev/vg/root / ext4 noatime 0 1"],
          "zfs": ["rpool/crypt/root / zfs zfsutil,noatime 0 0", "rpool/crypt/nix /nix zfs noatime 0 0",
                  "rpool/crypt/home /home zfs nofail 0 0"],
          "nix": ["UUID=%s / ext4 noatime 0 1", "LABEL=nix /nix ext4 noatime 0 2"]}
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
        self.keys = [key for key in ("luks", "lvm", "raid1", "btrfs", "zfs") if key in kind]
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
    """As nixos-generate-config writes it: by UUID, and where that is not usual by path."""
    lines = [line % UUID if "%s" in line else line
             for line in _ROOTS.get(target.kind, ["/dev/disk/by-uuid/%s / ext4 noatime 0 1"])]
    boots = ["/boot"] if not target.xbootldr else ["/efi", "/boot"]
    lines += ["/dev/disk/by-uuid/B007-000%d %s vfat fmask=0077,dmask=0077 0 2" % (number, place)
              for number, place in enumerate(boots, 1)]
    return "\n".join(lines) + "\n"


def partitions(target: Target) -> List[Partition]:
    """Those of the machine, and what the layout has beside the root."""
    out = disk.partitions(target)
    for name, size in _MORE.get(target.kind, []):
        out.append(Partition(name, len(out) + 1, out[-1].start + out[-1].size, size))
    return out


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


def _gpt(image: Path, parts: List[Partition]) -> None:
    lines = ["label: gpt", "label-id: %s" % disk.partition_guid("disk"), "first-lba: 34"]
    for part in parts:
        lines.append("start=%d, size=%d, type=%s, uuid=%s, name=%s" % (
            part.start // 512, part.size // 512, disk.TYPES.get(part.role, _LINUX), disk.partition_guid(part.role),
            part.role))
    cache.call("sfdisk", "--quiet", image, input="\n".join(lines).encode())


def write_boot(target: Target, image: Path, files: Dict[str, layout.Files]) -> None:
    """Makes the boot partitions anew, with these files alone."""
    for part, volume in zip(partitions(target), [one for one in (target.esp, target.xbootldr) if one]):
        disk.make_fat(image, part, volume)
        disk.write_fat(image, part, files.get(volume.role, {}))


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
        if target.kind in ("ext4", "xbootldr", "nix"):
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
