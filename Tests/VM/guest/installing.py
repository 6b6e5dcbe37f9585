"""What the stand-in installers share: reading generations, making files the way of their era, measuring.

The installers (builder-*.py) follow NixOS's systemd-boot builder step by step in what they create and
delete, in which order, under which names, and where they stop when the disk is full. Left out: device
trees, extra files, memtest and the like, Varlink. "Built on" comes from the toplevel's mtime (in the real
one ctime). Nothing here is taken from nixpkgs.

With LAB_TRACE set, the free space after each step goes to that file, as JSON lines.
"""

import ctypes
import errno
import json
import os
import random
import shutil
import string
import subprocess
import sys
import datetime

sys.path.insert(0, "/lab")
import nixos  # noqa: E402

PROFILES = "/nix/var/nix/profiles"


class Settings:
    """Set by the builder that imports this; see the constants at its top."""

    esp = boot = None
    limit = 0
    touch_variables = True


def trace(step, path=""):
    target = os.environ.get("LAB_TRACE")
    if target:
        volume = os.statvfs(Settings.boot)
        with open(target, "a") as file:
            file.write(json.dumps({"step": step, "path": str(path), "free": volume.f_bfree * volume.f_frsize}) + "\n")


# Generations.

def numbers(profile):
    """As nix-env lists them, cut to the limit."""
    path = PROFILES + ("/system-profiles/" + profile if profile else "/system")
    text = subprocess.run(["nix-env", "--list-generations", "-p", path], check=True, stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL).stdout.decode()
    found = [int(line.split()[0]) for line in text.splitlines()]
    return found[-Settings.limit:] if Settings.limit else found


def profiles():
    try:
        names = os.listdir(PROFILES + "/system-profiles")
    except FileNotFoundError:
        names = []
    return [None] + sorted(name for name in names if not name.endswith("-link"))


def generations():
    return [(profile, number) for profile in profiles() for number in numbers(profile)]


def toplevel(profile, number):
    base = PROFILES + ("/system-profiles/" + profile if profile else "/system")
    return os.path.realpath("%s-%d-link" % (base, number))


def spec_of(profile, number):
    return nixos.read_spec_file(toplevel(profile, number) + "/boot.json")


def built_on(path):
    stamp = os.stat(path).st_mtime
    return datetime.datetime.fromtimestamp(stamp, datetime.timezone.utc).strftime("%Y-%m-%d")


def machine_id():
    try:
        with open("/etc/machine-id") as file:
            return file.readline().strip() or None
    except FileNotFoundError:
        return None


def entry(era, profile, number, special, spec):
    text = nixos.entry_text(era, profile, number, special, spec, built_on(spec.toplevel), machine_id())
    return nixos.entry_id(era, profile, number, special, text), text


# Files.

def random_name():
    return "".join(random.choice(string.ascii_lowercase + string.digits + "_") for _ in range(8))


def sync(handle):
    handle.flush()
    os.fsync(handle.fileno())


def copy_in_place(source, target):
    """Eras A and B: straight to the final name, and not synced."""
    if not os.path.exists(target):
        trace("copy", target)
        try:
            shutil.copyfile(source, target)
        finally:
            trace("copied", target)


def copy_renamed(source, target, suffix):
    """Eras C and D: a temporary beside it, fsync, rename. An error leaves the temporary."""
    if os.path.exists(target):
        return
    temporary = target + random_name() + suffix
    try:
        with open(source, "rb") as original, open(temporary, "xb") as copy:
            shutil.copyfileobj(original, copy, 1 << 20)
            sync(copy)
    finally:
        trace("copied", temporary)
    os.rename(temporary, target)
    trace("renamed", target)


def write_renamed(target, text, temporary, exclusive=False):
    try:
        with open(temporary, "x" if exclusive else "w") as file:
            file.write(text)
            sync(file)
    finally:
        trace("wrote", temporary)
    os.rename(temporary, target)
    trace("renamed", target)


def remove(path):
    os.unlink(path)
    trace("removed", path)


def append_secrets(spec, target, fatal):
    """The generation's own tool makes the file longer."""
    if not spec.secrets:
        return
    done = subprocess.run([spec.secrets, target], stdin=subprocess.DEVNULL)
    trace("secrets", target)
    if done.returncode and fatal:
        raise SystemExit("failed to create initrd secrets")


# The frame of every era.

def check_mounts():
    for path in {Settings.esp, Settings.boot}:
        if not os.path.ismount(path):
            raise SystemExit("%s is not a mounted partition. Is the path configured correctly?" % path)


def install_loader():
    """bootctl install when asked for; else only that there is a loader to update."""
    words = ["bootctl", "--esp-path=" + Settings.esp]
    if Settings.boot != Settings.esp:
        words.append("--boot-path=" + Settings.boot)
    if "1" in (os.environ.get("NIXOS_INSTALL_BOOTLOADER"), os.environ.get("NIXOS_INSTALL_GRUB")):
        if os.path.exists(Settings.esp + "/loader/loader.conf"):
            remove(Settings.esp + "/loader/loader.conf")
        words += [] if Settings.touch_variables and not os.environ.get("LAB_NO_VARIABLES") else ["--no-variables"]
        subprocess.run(words + ["install"], check=True, stdin=subprocess.DEVNULL)
    elif not os.path.exists(Settings.esp + "/EFI/systemd/systemd-bootx64.efi"):
        raise SystemExit("Could not find any previously installed systemd-boot installation.")
    trace("loader")


def make_folders():
    os.makedirs(Settings.boot + "/EFI/nixos", exist_ok=True)
    os.makedirs(Settings.boot + "/loader/entries", exist_ok=True)
    trace("folders")


def wipe_esp():
    """With XBOOTLDR: nothing of NixOS stays on the ESP."""
    if Settings.boot == Settings.esp:
        return
    entries = Settings.esp + "/loader/entries"
    for name in os.listdir(entries) if os.path.isdir(entries) else []:
        if name.startswith("nixos"):
            remove(entries + "/" + name)
    shutil.rmtree(Settings.esp + "/EFI/nixos", ignore_errors=True)


def sync_volumes():
    libc = ctypes.CDLL(None, use_errno=True)
    for path in (Settings.boot, Settings.esp):
        handle = os.open(path, os.O_RDONLY)
        if libc.syncfs(handle):
            print("could not sync %s" % path, file=sys.stderr)
        os.close(handle)
    trace("synced")


def run(install):
    """Steps 0 to 2, the era's own part, steps 9 and 10."""
    trace("begin")
    check_mounts()
    install_loader()
    make_folders()
    try:
        install(sys.argv[1])
        wipe_esp()
    finally:
        sync_volumes()
        trace("end")


def ignorable(error):
    return error.errno == errno.EINVAL
