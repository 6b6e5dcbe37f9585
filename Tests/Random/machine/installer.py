"""NixOS's systemd-boot installer, as it was in four ages: which names and which texts it gives.

a: up to 23.05, no bootspec, paths in small letters      b: up to mid 2025, bootspec and sort keys
c: up to 26.05, rewritten on path objects                d: from 26.11, names by content, boot counting
"""

import hashlib
import os

from . import programs

MACHINE_ID = "0123456789abcdef0123456789abcdef"
DATE = "2026-10-01"

BUILDERS = {
    "a": "def remove_old_entries(gens):\n    for path in glob.iglob(\"%(boot)s/EFI/nixos/*\"):\n"
    "        if not path in known_paths and not os.path.isdir(path):\n            os.unlink(path)\n",
    "b": "def remove_old_entries(gens):\n    for path in glob.iglob(f\"{BOOT_MOUNT_POINT}/{NIXOS_DIR}/*\"):\n"
    "        if path not in known_paths and not os.path.isdir(path):\n            os.unlink(path)\n",
    "c": "def remove_old_entries():\n        if path.name not in known_paths and not path.is_dir():\n            path.unlink()\n",
    "d": "def garbage_collect():\n    pass\ndef write_boot_files():\n    pass\ngarbage_collect()\nwrite_boot_files()\n",
}


def tools(machine, limit, extra_commands):
    """The systemd and the installer that the systems carry; their store paths."""
    systemd = "/nix/store/%s-systemd-%s" % (programs.digest("systemd"), machine.loader_version)
    wrapper = "/nix/store/%s-install-systemd-boot.sh" % programs.digest("wrapper")
    builder = "/nix/store/%s-systemd-boot" % programs.digest("builder")
    suffix = programs.SUFFIXES[machine.arch]
    machine.put(
        machine.root + systemd + "/lib/systemd/boot/efi/systemd-boot%s.efi" % suffix,
        programs.loader(machine.loader_version, machine.arch))
    script = "#!/bin/sh\n%s/bin/systemd-boot \"$@\"\n%s" % (builder, extra_commands)
    machine.put(machine.root + wrapper, script.encode(), 0o755)
    counting = "BOOT_COUNTING = True\nBOOT_COUNTING_TRIES = 3\n" if machine.counting else ""
    text = (
        "#!/usr/bin/env python3\nEFI_SYS_MOUNT_POINT = Path(\"%s\")\nBOOT_MOUNT_POINT = Path(\"%s\")\nTIMEOUT = \"5\"\n"
        "EDITOR = \"1\" == \"1\"\nCONSOLE_MODE = \"keep\"\nCONFIGURATION_LIMIT = int(\"%d\")\n"
        "CAN_TOUCH_EFI_VARIABLES = \"1\"\n%s" % (machine.esp, machine.boot, limit, counting)
    ) + BUILDERS[machine.era].replace("%(boot)s", machine.boot)
    machine.put(machine.root + builder + "/bin/systemd-boot", text.encode(), 0o755)
    return systemd, wrapper


def name_of(store_file):
    """The name that the installer gives to the copy of a store file."""
    parts = store_file[len("/nix/store/") :].split("/")
    return (parts[0] if len(parts) == 1 else parts[0] + "-" + parts[-1]) + ".efi"


def initrd_name(system, era):
    """The same for an initrd, which has a name of its own where secrets are put in."""
    if system.secrets and era == "d":
        text = "EFI/nixos/%s\nEFI/nixos/%s" % (name_of(system.initrd), name_of(system.appender))
        return hashlib.sha256(text.encode()).hexdigest() + "-initrd.efi"
    return name_of(system.initrd)


def _copy(machine, store_file, name, tail=b""):
    path = machine.boot_dir + "/EFI/nixos/" + name
    if not os.path.lexists(path):
        with open(machine.root + store_file, "rb") as file:
            machine.put(path, file.read() + tail)
        machine.tails[path] = tail


def text_of(machine, era, number, system, profile=None, specialisation=None):
    """The entry's bytes."""
    folder = "/efi/nixos/" if era == "a" else "/EFI/nixos/"
    title = "NixOS" + (" [%s]" % profile if profile else "") + (" (%s)" % specialisation if specialisation else "")
    if era == "a":
        version = "Generation %d NixOS %s, Linux Kernel %s, Built on %s" % (number, system.label, system.version, DATE)
    else:
        version = "Generation %d %s, built on %s" % (number, system.title, DATE)
    sort = "sort-key " + system.sort_key
    lines = ["title " + title]
    if era in "bc":
        lines.append(sort)
    lines += ["version " + version, "linux " + folder + name_of(system.kernel)]
    if system.initrd:
        lines.append("initrd " + folder + initrd_name(system, era))
    lines += ["initrd /" + path for path in system.extra]
    lines += [("options init=%s %s" % (system.init, " ".join(system.params))).rstrip(), "machine-id " + MACHINE_ID]
    if system.devicetree:
        lines.append("devicetree " + folder + name_of(system.devicetree))
    if era == "d":
        lines.append(sort)
    return ("\n".join(lines) + ("" if era == "d" else "\n")).encode()


def install_entry(machine, era, number, system, profile=None, specialisation=None, counter=""):
    """Copies the files and writes the entry; the entry's id."""
    _copy(machine, system.kernel, name_of(system.kernel))
    if system.initrd:
        tail = programs.initrd("secret " + system.seed, 60, ".initrd-secrets/key") if system.secrets else b""
        _copy(machine, system.initrd, initrd_name(system, era), tail)
    if system.devicetree:
        _copy(machine, system.devicetree, name_of(system.devicetree))
    text = text_of(machine, era, number, system, profile, specialisation)
    if era == "d":
        stem = "nixos-" + hashlib.sha256(text).hexdigest()
    else:
        stem = "nixos" + ("-" + profile if profile else "") + "-generation-%d" % number
        stem += "-specialisation-" + specialisation if specialisation else ""
    machine.put(machine.boot_dir + "/loader/entries/" + stem + counter + ".conf", text)
    return stem + ".conf"


def install_loader(machine, lines):
    """The loader, the fallback beside it, and loader.conf."""
    suffix = programs.SUFFIXES[machine.arch]
    data = programs.loader(machine.loader_version, machine.arch)
    esp = machine.esp_dir
    machine.put(esp + "/EFI/systemd/systemd-boot%s.efi" % suffix, data)
    machine.put(esp + "/EFI/BOOT/BOOT%s.EFI" % suffix.upper(), data)
    for volume in machine.volumes:
        machine.put(volume + "/loader/entries.srel", b"type1\n")
        machine.mkdir(volume + "/loader/entries")
    machine.put(esp + "/loader/loader.conf", "".join(line + "\n" for line in lines).encode())
    if machine.stream("random-seed").random() < 0.3:
        machine.put(esp + "/loader/random-seed", programs.noise("seed", 32))
