"""What must hold between two states of a machine, whoever did what in between."""

import os
import re
import stat

from machine import installer

OWN = re.compile(
    r"^/(?:run/(?:lifeboot\.lock|nixos(?:/switch-to-configuration\.lock)?)|run|var/log(?:/lifeboot\.jsonl(?:\.1)?)?"
    r"|var/lib/lifeboot(?:/marks)?|var|var/lib|nix/var/nix/profiles/[^/]+\.lock|nix/var/nix/profiles/system-profiles/[^/]+\.lock)$")
STORE_NAME = re.compile(r"^[0-9a-df-np-sv-z]{32}-[^/]+\.efi$|^[0-9a-f]{64}-initrd\.efi$", re.I)
TEMPORARY = re.compile(r"\.tmp\.?$|\.tmp\.[0-9]+$", re.I)
ENTRY = re.compile(r"^nixos(?:-[^/]+)?-generation-[0-9]+(?:-specialisation-[^/]+)?(?:\+[0-9-]+)?\.conf$|^nixos-[0-9a-f]{64}(?:\+[0-9-]+)?\.conf$", re.I)
LINK = re.compile(r"^/nix/var/nix/profiles/(?:system-profiles/[^/]+|system)-[0-9]+-link$")
PIN = re.compile(r"^/nix/var/nix/profiles/system-profiles/pinned_[^/]+$|^/nix/var/nix/profiles/system-profiles$")


class Laws:
    """Collects what was broken, as pairs of a kind and its detail."""

    def __init__(self, machine):
        self.machine = machine
        self.broken = []

    def fail(self, kind, detail):
        self.broken.append((kind, detail))

    # Whose the changed files are.

    def place(self, path):
        """A path below the machine's directory as one of the root, and as one of a volume."""
        inside = path[len("/root") :] if path.startswith("/root/") else None  # what lies behind a link counts as in its place
        if inside is None:
            return None, None
        inside = inside[len("/persist") :] if inside.startswith("/persist/") else inside
        for volume in {self.machine.esp, self.machine.boot}:
            if inside.startswith(volume + "/"):
                return inside, inside[len(volume) :]
        return inside, None

    def nothing_changed(self, command, changed, may_lock=False):
        for path in changed:
            inside, _ = self.place(path)
            if may_lock and inside and OWN.match(inside):
                continue
            self.fail("changed-by-looking" if not may_lock else "changed-although-refused", "%s: %s %s" % (command, path, changed[path]))
            return

    def only_ours_changed(self, command, changed, repairs):
        """Each change is one that prune, or repair, may make."""
        for path, (before, after) in sorted(changed.items()):
            inside, on_volume = self.place(path)
            if inside is None:
                if self.machine.efivars_given and path.startswith("/efivars/LoaderEntry"):
                    continue
                self.fail("outside-changed", "%s: %s" % (command, path))
            elif OWN.match(inside) and "special" not in (before or ("",))[0] and (before or ("",))[0] != "link":
                continue
            elif PIN.match(inside):
                continue
            elif LINK.match(inside):
                if after is not None:
                    self.fail("link-made", "%s: %s" % (command, path))
            elif not self.machine.efivars_given and re.search(r"/efivars/LoaderEntry[^/]*$", inside):
                continue
            elif on_volume is None:
                self.fail("root-changed", "%s: %s" % (command, path))
            else:
                self.boot_file(command, on_volume, before, after, repairs)

    def boot_file(self, command, path, before, after, repairs):
        folder, name = path.rsplit("/", 1)
        low = folder.lower()
        kind = (before or after)[0]
        if before is not None and before[0] not in ("file", "folder"):
            return self.fail("special-changed", "%s: %s %s" % (command, path, before))
        if low == "/efi/nixos" and kind == "file":
            if after is None and not (STORE_NAME.match(name) or TEMPORARY.search(name)):
                self.fail("own-file-removed", "%s: %s" % (command, path))
            elif after is not None and not repairs:
                self.fail("boot-file-written", "%s: %s" % (command, path))
        elif low == "/loader/entries" and kind == "file":
            if not ENTRY.match(name) and not TEMPORARY.search(name):
                self.fail("foreign-entry-changed", "%s: %s" % (command, path))
        elif path.lower() == "/loader/loader.conf" or TEMPORARY.search(name) and low == "/loader":
            pass
        elif repairs and after is not None and re.match(r"^/efi/(systemd/systemd-boot|boot/boot)[^/]*\.efi$", path.lower()):
            self.loader_written(command, path, before)
        elif kind == "folder" and repairs and before is None:
            pass
        else:
            self.fail("foreign-file-changed", "%s: %s %s -> %s" % (command, path, before, after))

    def loader_written(self, command, path, before):
        """The fallback may be another loader, and then it is somebody's choice."""
        if before is None:
            return
        foreign = self.foreign_loaders
        if before[2] in foreign:
            self.fail("foreign-loader-overwritten", "%s: %s" % (command, path))

    foreign_loaders = frozenset()

    # What files repair leaves behind.

    def written_rightly(self, command, changed):
        """A file of EFI/nixos that came or changed is the store's, under the name that the installer gives to it."""
        machine = self.machine
        names = {}
        for system in machine.systems.values():
            for store in (system.kernel, system.initrd, system.devicetree):
                if store:
                    names[installer.name_of(store).lower()] = store
        for path, (_, after) in changed.items():
            _, on_volume = self.place(path)
            if not on_volume or after is None or after[0] != "file" or not on_volume.lower().startswith("/efi/nixos/"):
                continue
            name = on_volume.rsplit("/", 1)[1].lower()
            store = names.get(name)
            try:
                with open(machine.base + path, "rb") as one, open(machine.inside(store or "/none") or "/none", "rb") as other:
                    same = one.read() == other.read()
            except OSError:
                same = False
            if not same:
                self.fail("wrong-copy", "%s: %s is not the copy of %s" % (command, path, store))

    # What stays.

    def mentions_hold(self, command, before, changed):
        """No file went that a small file which is still there names."""
        gone = [path for path, (_, after) in changed.items() if after is None and "/EFI/nixos/" in path]
        if not gone:
            return
        texts = []
        for volume in {self.machine.esp, self.machine.boot}:
            for folder, _, names in os.walk(self.machine.root + volume):
                for name in names:
                    path = os.path.join(folder, name)
                    status = os.lstat(path)
                    if stat.S_ISREG(status.st_mode) and status.st_size <= 1 << 16:
                        with open(path, "rb") as file:
                            texts.append((path, file.read().lower()))
        for path in gone:
            name = path.rsplit("/", 1)[1].lower().encode("utf-8", "surrogateescape")
            for where, text in texts:
                if name in text:
                    self.fail("mentioned-file-removed", "%s: %s, named by %s" % (command, path, where[len(self.machine.base) :]))
                    break
