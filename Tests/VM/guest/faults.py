"""Fails or kills a command at one system call after another, and looks what it left and whether it recovers.

usage: faults.py SAMPLE SEED COMMAND…     wanted.json (an Expectation) lies in /run/case
Each round begins with the machine as it was: the FAT partition is put back byte by byte, the profile links too.
Faults come from strace: EIO, ENOSPC and EROFS as answers, SIGKILL in place of the call. Prints one JSON
line a round.
"""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys

CALLS = {
    "openat2": ("EIO", "ENOSPC", "EROFS"), "write": ("EIO", "ENOSPC"), "pwrite64": ("EIO", "ENOSPC"),
    "fsync": ("EIO",), "fdatasync": ("EIO",), "syncfs": ("EIO",), "renameat": ("EIO", "ENOSPC"),
    "renameat2": ("EIO", "ENOSPC"), "unlinkat": ("EIO", "EROFS"), "unlink": ("EIO", "EROFS"), "mkdirat": ("EIO",),
    "symlinkat": ("EIO",), "ftruncate": ("EIO",), "fallocate": ("ENOSPC",), "flock": ("EINTR",), "close": (),
}
DEVICE = os.path.realpath("/dev/disk/by-partlabel/esp")
PROFILES = "/nix/var/nix/profiles"
wanted = json.load(open("/run/case/wanted.json"))
sample, seed, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]


def quiet(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True)


def mount():
    if quiet("mount", "-t", "vfat", "-o", "fmask=0077,dmask=0077", DEVICE, "/boot").returncode:
        raise SystemExit("cannot mount")


def copy_links():
    return {name: (os.readlink(PROFILES + "/" + name), os.lstat(PROFILES + "/" + name).st_mtime_ns)
            for name in os.listdir(PROFILES) if os.path.islink(PROFILES + "/" + name)}


def put_back(links):
    quiet("umount", "/boot")
    shutil.copyfile("/run/pristine", DEVICE)
    for name in os.listdir(PROFILES):
        if os.path.islink(PROFILES + "/" + name):
            os.unlink(PROFILES + "/" + name)
    for name, (text, stamp) in links.items():
        os.symlink(text, PROFILES + "/" + name)
        os.utime(PROFILES + "/" + name, ns=(stamp, stamp), follow_symlinks=False)
    mount()


def sha1(path):
    try:
        with open(path, "rb") as file:
            return hashlib.sha1(file.read()).hexdigest()
    except OSError as error:
        return error.strerror


def look(final):
    """What is wrong with the boot partition, as this mounted system sees it."""
    faults = []
    for path, digest in wanted["fixed"]["esp"].items():
        if sha1("/boot" + path) != digest:
            faults.append("foreign %s" % path)
    present = {name.lower() for name in os.listdir("/boot/loader/entries") if name.lower().endswith(".conf")}
    for name, entry in wanted["entries"].items():
        if name not in present:
            if entry["stays"]:
                faults.append("%s is gone" % name)
            continue
        for path, digest in [("/loader/entries/" + name, entry["text"])] + list(entry["files"].items()):
            if sha1("/boot" + path) != digest:
                faults.append("%s of %s: %s" % (path, name, sha1("/boot" + path)))
    if sha1("/boot/loader/loader.conf") not in wanted["confs"]:
        faults.append("loader.conf")
    if final and sorted(present) != sorted(wanted["final_entries"]):
        faults.append("in the end: %s" % sorted(present))
    if final:
        names = os.listdir("/boot/loader/entries") + os.listdir("/boot/EFI/nixos") + os.listdir("/boot/loader")
        faults += ["left over: " + name for name in names if re.match(r"(?i)lb[0-9a-f]{6}\.", name)]
    return faults


def counted():
    """How often each call is made in a run without faults."""
    quiet("strace", "-f", "-qq", "-o", "/run/trace", "-e", "trace=" + ",".join("?" + call for call in CALLS), *command)
    counts = {}
    for line in open("/run/trace", errors="replace"):
        found = re.match(r"\d+ +(\w+)\(", line)
        if found:
            counts[found.group(1)] = counts.get(found.group(1), 0) + 1
    return counts


def round_of(links, call, number, fault):
    put_back(links)
    inject = "inject=%s:%s=%s:when=%d" % (call, "signal" if fault == "KILL" else "error", fault, number)
    done = quiet("strace", "-f", "-qq", "-o", "/run/trace", "-e", "trace=" + call, "-e", inject, *command)
    first = look(final=False)
    again = quiet(*command)
    said = (done.stdout + done.stderr).decode(errors="replace")[-300:]
    result = {"call": call, "number": number, "fault": fault, "status": done.returncode, "broken": first,
              "again": again.returncode, "end": look(final=True), "said": said}
    if again.returncode:
        result["again_said"] = (again.stdout + again.stderr).decode(errors="replace")[-500:]
    return result


def fair(plan, sample):
    """As many of each kind of call, as far as there are: the writing ones are few among many that read."""
    kinds = {}
    for item in plan:
        kinds.setdefault(item[0], []).append(item)
    turns = [item for index in range(sample) for items in kinds.values() for item in items[index:index + 1]]
    return turns[:sample]


def main():
    links = copy_links()
    quiet("umount", "/boot")
    shutil.copyfile(DEVICE, "/run/pristine")
    mount()
    counts = counted()
    plan = [(call, number, fault) for call, count in counts.items() for number in range(1, count + 1)
            for fault in CALLS[call] + ("KILL",)]
    dice = random.Random(seed)
    dice.shuffle(plan)
    chosen = plan if len(plan) <= sample else fair(plan, sample)
    print(json.dumps({"counts": counts, "plan": len(plan)}), flush=True)
    for call, number, fault in chosen:
        print(json.dumps(round_of(links, call, number, fault)), flush=True)


main()
