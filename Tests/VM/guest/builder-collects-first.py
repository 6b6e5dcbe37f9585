#!/usr/bin/python3
"""Stand-in for NixOS's systemd-boot builder of 26.11: names by content, boot counting; collects garbage first."""
import os
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, "/lab")
import installing  # noqa: E402
import nixos  # noqa: E402

EFI_SYS_MOUNT_POINT = "@ESP@"
BOOT_MOUNT_POINT = "@BOOT@"
CONFIGURATION_LIMIT = int("@LIMIT@")
CAN_TOUCH_EFI_VARIABLES = "1"
BOOT_COUNTING = @COUNTING@
BOOT_COUNTING_TRIES = @TRIES@
FOLDER = Path(BOOT_MOUNT_POINT, "EFI/nixos")
ENTRIES = Path(BOOT_MOUNT_POINT, "loader/entries")


def counted_name(name):
    """The entry of this name as it lies there, with its counter; else the name for a new one."""
    base = name[: -len(".conf")]
    for path in ENTRIES.iterdir():
        if re.fullmatch(re.escape(base) + r"(\+\d+(-\d+)?)?\.conf", path.name):
            return path.name
    return nixos.counted(name, BOOT_COUNTING_TRIES) if BOOT_COUNTING else name


def boot_files(gens):
    """For every generation its files: (path, where from, or the text); entries come after what they name."""
    out = []
    for profile, number in gens:
        spec = installing.spec_of(profile, number)
        for special, one in [(None, spec)] + sorted(spec.specialisations.items()):
            name, text = installing.entry("D", profile, number, special, one)
            initrd = FOLDER / nixos.initrd_file_name(one, "D")
            out += [(FOLDER / nixos.boot_file_name(one.kernel), one.kernel, None),
                    (initrd, one.initrd, one if one.secrets else None),
                    (ENTRIES / counted_name(name), None, text)]
    return list({path: (path, source, more) for path, source, more in reversed(out)}.values())[::-1]


def garbage_collect(wanted):
    for path in FOLDER.iterdir():
        if path.is_file() and path not in wanted:
            installing.remove(path)
    for path in ENTRIES.iterdir():
        if re.fullmatch(r"nixos-.+\.conf", path.name) and path not in wanted:
            installing.remove(path)


def write_initrd_with_secrets(path, spec):
    """Made anew from the store at every run, beside the old one."""
    temporary = str(path) + installing.random_name() + ".tmp"
    shutil.copyfile(spec.initrd, temporary)
    installing.append_secrets(spec, temporary, fatal=True)
    os.rename(temporary, path)
    installing.trace("renamed", str(path))


def write_boot_files(files):
    for path, source, more in files:
        if source is None and not path.exists():
            installing.write_renamed(path, more, str(path) + installing.random_name() + ".tmp", exclusive=True)
        elif source and more:
            write_initrd_with_secrets(path, more)
        elif source:
            # Like mkstemp(): a random name in the same folder.
            installing.copy_renamed(source, str(path), ".tmp")


def write_loader_conf(gens, argument):
    chosen = None
    for profile, number in gens:
        spec = installing.spec_of(profile, number)
        for special, one in [(None, spec)] + sorted(spec.specialisations.items()):
            if one.toplevel == argument:
                chosen = installing.entry("D", profile, number, special, one)[0]
    target = Path(EFI_SYS_MOUNT_POINT, "loader/loader.conf")
    text = nixos.loader_conf("D", chosen, BOOT_COUNTING)
    installing.write_renamed(target, text, target.with_name("loader.tmp"), exclusive=True)


def install(argument):
    gens = installing.generations()
    if not gens:
        raise SystemExit("no generations")
    files = boot_files(gens)
    garbage_collect({path for path, _, _ in files})
    write_boot_files(files)
    write_loader_conf(gens, argument)


installing.Settings.esp, installing.Settings.boot = EFI_SYS_MOUNT_POINT, BOOT_MOUNT_POINT
installing.Settings.limit = CONFIGURATION_LIMIT
installing.run(install)
