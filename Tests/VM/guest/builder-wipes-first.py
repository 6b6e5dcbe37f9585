#!/usr/bin/python3
"""Stand-in for NixOS's systemd-boot builder up to August 2025: deletes every kernel, then copies all again."""
import os
import re
import sys

sys.path.insert(0, "/lab")
import installing  # noqa: E402
import nixos  # noqa: E402

ERA = "@ERA@"
EFI_SYS_MOUNT_POINT = "@ESP@"
BOOT_MOUNT_POINT = "@BOOT@"
CONFIGURATION_LIMIT = int("@LIMIT@")
CAN_TOUCH_EFI_VARIABLES = "1"
FOLDER = BOOT_MOUNT_POINT + "/EFI/nixos"
ENTRIES = BOOT_MOUNT_POINT + "/loader/entries"


def remove_old_entries(gens):
    for name in os.listdir(ENTRIES):
        match = re.fullmatch(r"nixos(?:-(.+))?-generation-([1-9][0-9]*)(?:-specialisation-.*)?\.conf", name)
        if match and (match.group(1), int(match.group(2))) not in gens:
            installing.remove(ENTRIES + "/" + name)
    known_paths = ["/" + FOLDER + "//" + installing.nixos.boot_file_name(path)
                   for gen in gens for path in (installing.spec_of(*gen).kernel, installing.spec_of(*gen).initrd)]
    for name in os.listdir(FOLDER):
        path = FOLDER + "/" + name
        if not path in known_paths and not os.path.isdir(path):  # noqa: E713 (never in it: the doubled slash)
            installing.remove(path)


def write_entry(profile, number, special, spec, default):
    for source in (spec.kernel, spec.initrd):
        installing.copy_in_place(source, FOLDER + "/" + nixos.boot_file_name(source))
    installing.append_secrets(spec, FOLDER + "/" + nixos.boot_file_name(spec.initrd), fatal=default)
    name, text = installing.entry(ERA, profile, number, special, spec)
    installing.write_renamed(ENTRIES + "/" + name, text, ENTRIES + "/" + name + ".tmp")


def write_loader_conf(profile, number, spec):
    name, _ = installing.entry(ERA, profile, number, None, spec)
    target = EFI_SYS_MOUNT_POINT + "/loader/loader.conf"
    temporary = target + ".tmp" if ERA == "A" else EFI_SYS_MOUNT_POINT + "/loader/loader.tmp"
    installing.write_renamed(target, nixos.loader_conf(ERA, name), temporary)


def install(argument):
    gens = installing.generations()
    remove_old_entries(gens)
    for profile, number in gens:
        try:
            spec = installing.spec_of(profile, number)
            default = spec.toplevel == argument
            write_entry(profile, number, None, spec, default)
            for special, inner in sorted(spec.specialisations.items()):
                write_entry(profile, number, special, inner, False)
            if default:
                write_loader_conf(profile, number, spec)
        except OSError as error:
            # Era A went on after any error, the full disk among them.
            if ERA != "A" and not installing.ignorable(error):
                raise
            print("ignoring generation %d: %s" % (number, error), file=sys.stderr)


installing.Settings.esp, installing.Settings.boot = EFI_SYS_MOUNT_POINT, BOOT_MOUNT_POINT
installing.Settings.limit = CONFIGURATION_LIMIT
installing.run(install)
