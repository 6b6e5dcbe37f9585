#!/usr/bin/python3
"""Stand-in for NixOS's systemd-boot builder from August 2025 to 26.05: deletes what is stale, then copies."""
import re
import sys
from pathlib import Path

sys.path.insert(0, "/lab")
import installing  # noqa: E402
import nixos  # noqa: E402

EFI_SYS_MOUNT_POINT = "@ESP@"
BOOT_MOUNT_POINT = "@BOOT@"
CONFIGURATION_LIMIT = int("@LIMIT@")
CAN_TOUCH_EFI_VARIABLES = "1"
FOLDER = Path(BOOT_MOUNT_POINT, "EFI/nixos")
ENTRIES = Path(BOOT_MOUNT_POINT, "loader/entries")
# Kernels are copied like with tempfile.NamedTemporaryFile(suffix=".tmp."); vfat drops the last dot.
SUFFIX = ".tmp."


def remove_old_entries(gens):
    for path in ENTRIES.iterdir():
        match = re.fullmatch(r"nixos(?:-(.+))?-generation-([1-9][0-9]*)(?:-specialisation-.*)?\.conf", path.name,
                             flags=re.IGNORECASE)
        if match and (match.group(1), int(match.group(2))) not in gens:
            installing.remove(path)
    specs = [installing.spec_of(*gen) for gen in gens]
    known_paths = {nixos.boot_file_name(path) for spec in specs for path in (spec.kernel, spec.initrd)}
    for path in FOLDER.iterdir():
        if path.name not in known_paths and not path.is_dir():
            installing.remove(path)


def write_entry(profile, number, special, spec, default):
    for source in (spec.kernel, spec.initrd):
        installing.copy_renamed(source, str(FOLDER / nixos.boot_file_name(source)), SUFFIX)
    installing.append_secrets(spec, str(FOLDER / nixos.boot_file_name(spec.initrd)), fatal=default)
    name, text = installing.entry("C", profile, number, special, spec)
    installing.write_renamed(ENTRIES / name, text, (ENTRIES / name).with_suffix(".tmp"))


def write_loader_conf(profile, number, spec):
    name, _ = installing.entry("C", profile, number, None, spec)
    target = Path(EFI_SYS_MOUNT_POINT, "loader/loader.conf")
    installing.write_renamed(target, nixos.loader_conf("C", name), target.with_name("loader.tmp"))


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
            if not installing.ignorable(error):
                raise
            print("ignoring generation %d: %s" % (number, error), file=sys.stderr)


installing.Settings.esp, installing.Settings.boot = EFI_SYS_MOUNT_POINT, BOOT_MOUNT_POINT
installing.Settings.limit = CONFIGURATION_LIMIT
installing.run(install)
