"""A healthy machine, its shape drawn at random: how many generations, of which age, profiles, specialisations, secrets."""

import os
import random
import time

from . import firmware, installer, neighbours, programs
from .system import System, write
from .tree import Link, Machine

DAY = 86400
VERSIONS = ["6.1.90", "6.6.31", "6.12.40", "6.12.57", "6.18.2"]


class Maker:
    """Builds one machine. Every choice has a stream of random numbers of its own, named after it."""

    def __init__(self, base, key, drop=()):
        self.machine = Machine(base, drop)
        self.machine.stream = lambda name: random.Random("%s/%s" % (key, name))
        self.random = self.machine.stream("shape")
        self.now = int(time.time())
        self.entries = {}

    def build(self):
        machine = self.machine
        self.shape()
        self.limit = self.random.choice([0, 0, 0, 10, 20])
        extra = "sed -i s/timeout.*/timeout 5/ /boot/loader/loader.conf\n" if machine.feature("extra-commands", 0.06) else ""
        self.tools = installer.tools(machine, self.limit, extra)
        count = self.random.choice([1, 2, 2, 3, 3, 4, 5, 6])
        start = self.random.choice([1, 1, 8, 40, 98])
        for index in range(count):
            self.generation("system", start + index, count - index - 1)
        self.pointer("system", start + count - 1 - (self.random.choice([1, count - 1]) if count > 1 and machine.feature("rolled-back", 0.15) else 0))
        if machine.feature("profile", 0.2):
            name = self.random.choice(["test", "Test", "serverprofile", "p-1"])
            for index in range(2):
                self.generation(name, 1 + index, 3 - index)
            self.pointer(name, 2)
        if machine.feature("same-system-twice", 0.1):
            self.second_link(start + count)
        self.running(start, count)
        self.loader(start, count)
        neighbours.settle(machine, self)
        firmware.variables(machine, self)
        return machine

    def shape(self):
        machine, draw = self.machine, self.random
        machine.arch = "aarch64-linux" if draw.random() < 0.12 else "x86_64-linux"
        machine.era = draw.choice("abccccdddd")
        machine.counting = machine.era == "d" and machine.feature("counting", 0.3)
        machine.loader_version = draw.choice(["257.9", "255.4", "260.1"]) if machine.era != "a" else "253.6"
        if machine.era != "a" and machine.feature("xbootldr", 0.2):
            machine.esp = "/efi"
        elif machine.feature("esp-elsewhere", 0.08):
            machine.esp = machine.boot = "/boot/efi"
        for path in ("/etc", "/var/lib", "/var/log", "/run/nixos", "/nix/var/nix/profiles", "/nix/var/nix/gcroots"):
            machine.mkdir(machine.root + path)
        machine.put(machine.root + "/etc/NIXOS", b"")
        machine.put(machine.root + "/etc/machine-id", installer.MACHINE_ID.encode() + b"\n")
        machine.put(machine.root + "/etc/os-release", b"ID=nixos\nNAME=NixOS\n")
        table = "/dev/disk/by-label/ESP %s vfat defaults 0 2\n" % machine.esp
        if machine.esp != machine.boot:
            table += "/dev/disk/by-label/XBOOT %s vfat defaults 0 2\n" % machine.boot
        machine.put(machine.root + "/etc/fstab", table.encode())
        machine.put(machine.outside + "/canary", b"nobody may touch this\n")

    def store(self, path, data):
        if not os.path.lexists(self.machine.root + path):
            self.machine.put(self.machine.root + path, data)
        return path

    def system(self, seed, era, spec=False):
        """A system that shares its kernel with some others, as updates do."""
        machine = self.machine
        draw = machine.stream("system " + seed)
        version = draw.choice(VERSIONS)
        kernel = "/nix/store/%s-linux-%s/%s" % (programs.digest("kernel " + version), version, programs.IMAGES[machine.arch])
        self.store(kernel, programs.kernel(version, 6000 if version < "6.10" else 7000, machine.arch))
        which = draw.choice([seed, seed, seed, "shared " + version])
        initrd = "/nix/store/%s-initrd-linux-%s/initrd" % (programs.digest("initrd " + which + version), version)
        self.store(initrd, programs.initrd(which, draw.choice([3000, 3000, 5000])))
        params = draw.choice([["loglevel=4"], ["loglevel=4", "quiet"], [], ["root=fstab", "loglevel=4", "lsm=landlock,yama,bpf"]])
        system = System(seed, draw.choice(["25.11.", "24.05pre-"]) + seed.replace(" ", ""), version, machine.arch, params, kernel, initrd, era)
        if machine.feature("sort-key", 0.05) and era != "a":
            system.sort_key = "lanza"
        system.secrets = "secrets" in machine.features
        if machine.arch == "aarch64-linux" and era in "cd" and machine.stream("dtb").random() < 0.5:
            system.devicetree = self.store("/nix/store/%s-dtbs/board.dtb" % programs.digest("dtbs " + version), programs.noise("dtb " + version, 500))
        if "extra-initrd" in machine.features and era == "d":
            system.extra = ["vendorfw/firmware.cpio"]
            self.machine.put(machine.boot_dir + "/vendorfw/firmware.cpio", programs.initrd("vendor", 400))
        if not spec and "specialisation" in machine.features:
            for name in ["lowpower", "work-2"][: draw.choice([1, 2])]:
                system.specialisations[name] = self.system(seed + name, era, spec=True)
        machine.systems[system.toplevel] = system
        return system

    def generation(self, profile, number, age_index):
        machine = self.machine
        if not self.entries:
            for name, probability in (("secrets", 0.08), ("extra-initrd", 0.06), ("specialisation", 0.2), ("deploy-rs", 0.1)):
                machine.feature(name, probability)
        era = machine.era
        system = self.system("%s%d" % ("" if profile == "system" else profile, number), era)
        write(machine, system, *self.tools)
        target = self.wrapped(system) if "deploy-rs" in machine.features and era != "a" else system.toplevel
        self.place(profile, number, target, age_index)
        counter = self.random.choice(["", "+3", "+2-1", "+0-3"] if age_index else ["", "+3"]) if machine.counting else ""
        given = None if profile == "system" else profile
        entry = installer.install_entry(machine, era, number, system, given, None, counter)
        for name, one in system.specialisations.items():
            installer.install_entry(machine, era, number, one, given, name)
        self.entries[profile, number] = (entry, system, target)

    def wrapped(self, system):
        """deploy-rs makes a directory of links into the real system and gives that to the profile."""
        machine = self.machine
        path = "/nix/store/%s-activatable-%s" % (programs.digest("wrap " + system.seed), system.toplevel.split("-", 1)[1])
        machine.mkdir(machine.root + path)
        for name in os.listdir(machine.root + system.toplevel):
            os.symlink(system.toplevel + "/" + name, machine.root + path + "/" + name)
        machine.put(machine.root + path + "/deploy-rs-activate", b"#!/bin/sh\n", 0o755)
        machine.wrappers[path] = system.toplevel
        return path

    def folder(self, profile):
        base = self.machine.profiles_dir
        return base if profile == "system" else base + "/system-profiles"

    def place(self, profile, number, target, age_index):
        path = "%s/%s-%d-link" % (self.folder(profile), profile, number)
        self.machine.link(target, path)
        # As Nix registers each link that it makes.
        inside = path[len(self.machine.root):]
        self.machine.link(inside, self.machine.root + "/nix/var/nix/gcroots/auto/" + programs.digest(inside))
        then = self.now - age_index * DAY * self.machine.stream("days").choice([1, 3, 9]) - 3600
        os.utime(path, (then, then), follow_symlinks=False)
        self.machine.links.append(Link(profile, number, target))

    def pointer(self, profile, number):
        path = self.folder(profile) + "/" + profile
        self.machine.link("%s-%d-link" % (profile, number), path)

    def second_link(self, number):
        """A rebuild to what a generation before held: another number, the same system."""
        machine = self.machine
        draw = machine.stream("twice")
        (profile, old), (_, system, target) = draw.choice(sorted(self.entries.items()))
        if profile != "system":
            return
        self.place("system", number, target, 0)
        self.entries["system", number] = (installer.install_entry(machine, system.era, number, system), system, target)
        for name, one in system.specialisations.items():
            installer.install_entry(machine, system.era, number, one, None, name)
        self.pointer("system", number)

    def current(self):
        number = int(os.readlink(self.machine.profiles_dir + "/system").split("-")[1])
        return self.entries["system", number]

    def running(self, start, count):
        machine = self.machine
        if machine.feature("nothing-runs", 0.1):
            return
        _, current, target = self.current()
        booted = current.toplevel
        if count > 1 and machine.feature("booted-older", 0.3):
            booted = self.entries["system", start + self.random.randrange(count)][1].toplevel
        if current.specialisations and machine.feature("booted-specialisation", 0.3):
            booted = sorted(current.specialisations.items())[0][1].toplevel
        machine.link(booted, machine.root + "/run/booted-system")
        machine.link(target if self.random.random() < 0.5 else current.toplevel, machine.root + "/run/current-system")

    def loader(self, start, count):
        machine = self.machine
        entry, _, _ = self.current()
        lines = ["timeout 5"]
        if machine.era == "d" and machine.counting:
            lines += ["preferred " + entry, "default nixos-*"] if machine.loader_version == "260.1" else ["default " + entry]
        elif "deploy-rs" in machine.features and machine.era != "d" and machine.feature("no-default", 0.5):
            pass
        else:
            lines.append("default " + entry)
        lines.append("console-mode keep")
        installer.install_loader(machine, lines)
