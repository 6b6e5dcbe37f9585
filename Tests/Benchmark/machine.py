"""Makes a NixOS machine of many generations in a directory: what lifeboot, bootctl and nix-env read of one."""

import hashlib
import json
import os
import time
from pathlib import Path

ALPHABET = "0123456789abcdfghijklmnpqrsvwxyz"
KERNEL_BYTES = 12 << 20
INITRD_BYTES = 38 << 20
MACHINE_ID = "1f0c5e9a7d3b4c62a8e4d90b6a7f3c15"


def store(name):
    digest = hashlib.sha256(name.encode()).digest()
    return "/nix/store/%s-%s" % ("".join(ALPHABET[byte & 31] for byte in digest[:32]), name)


class Machine:
    """A kernel stays for five generations and an initrd for two, as on a machine that is rebuilt often."""

    def __init__(self, root, count):
        self.root = Path(root)
        self.count = count
        self.now = int(time.time())
        self.made = set()
        for folder in ("boot/EFI/nixos", "boot/EFI/systemd", "boot/EFI/BOOT", "boot/loader/entries", "etc", "run",
                       "nix/store", "nix/var/nix/profiles"):
            (self.root / folder).mkdir(parents=True)
        for number in range(1, count + 1):
            self.generation(number)
        self.link("nix/var/nix/profiles/system", "system-%d-link" % count)
        self.file("boot/loader/loader.conf", "timeout 5\ndefault nixos-generation-%d.conf\n" % count)
        self.file("boot/loader/entries.srel", "type1\n")
        self.file("etc/machine-id", MACHINE_ID + "\n")
        for loader in ("EFI/systemd/systemd-bootx64.efi", "EFI/BOOT/BOOTX64.EFI"):
            self.program("boot/" + loader, 126976)

    def generation(self, number):
        version = "6.12.%d" % (number // 5)
        label = "NixOS Xantusia 25.11.%d (Linux %s)" % (number, version)
        toplevel = store("nixos-system-bench-25.11.%d" % number)
        kernel = store("linux-" + version) + "/bzImage"
        initrd = store("initrd-linux-%s.%d" % (version, number // 2)) + "/initrd"
        copies = []
        for path, size in ((kernel, KERNEL_BYTES), (initrd, INITRD_BYTES)):
            copy = "/EFI/nixos/%s.efi" % path[len("/nix/store/"):].replace("/", "-")
            copies.append(copy)
            if path not in self.made:
                self.made.add(path)
                self.program(path[1:], size)
                self.program("boot" + copy, size)
        parameters = ["loglevel=4", "root=fstab"]
        self.file(toplevel[1:] + "/init", "#!/bin/sh\n")
        self.file(toplevel[1:] + "/boot.json", json.dumps({
            "org.nixos.bootspec.v1": {
                "system": "x86_64-linux", "label": label, "toplevel": toplevel, "init": toplevel + "/init",
                "kernel": kernel, "kernelParams": parameters, "initrd": initrd},
            "org.nixos.specialisation.v1": {}}))
        created = self.now - (self.count - number) * 7200 - 3600
        name = "nix/var/nix/profiles/system-%d-link" % number
        self.link(name, toplevel)
        os.utime(self.root / name, (created, created), follow_symlinks=False)
        self.file("boot/loader/entries/nixos-generation-%d.conf" % number, "\n".join([
            "title NixOS", "sort-key nixos",
            "version Generation %d %s, built on %s" % (number, label, time.strftime("%Y-%m-%d", time.gmtime(created))),
            "linux " + copies[0], "initrd " + copies[1],
            "options init=%s/init %s" % (toplevel, " ".join(parameters)), "machine-id " + MACHINE_ID, ""]))
        if number == self.count:
            self.link("run/booted-system", toplevel)
            self.link("run/current-system", toplevel)

    def file(self, path, text):
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def program(self, path, size):
        """What begins like a program and is empty beyond, so that thousands take no room."""
        self.file(path, "MZ")
        os.truncate(self.root / path, size)

    def link(self, path, target):
        (self.root / path).symlink_to(target)
