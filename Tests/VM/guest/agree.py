"""Walks through a history of rebuilds: before each asks `lifeboot fit`, then makes the link, installs and measures.

usage: agree.py HISTORY   (JSON: [{"remove": [1], "system": 2}, …]; toplevels are in /run/case/toplevels.json)
Writes one JSON line a step: what was predicted, and what the installer really used.
"""

import json
import os
import subprocess
import sys

PROFILE = "/nix/var/nix/profiles/system"
TOPLEVELS = json.load(open("/run/case/toplevels.json"))


def links():
    folder = os.path.dirname(PROFILE)
    return {int(name.split("-")[1]): os.readlink(folder + "/" + name) for name in os.listdir(folder)
            if name.startswith("system-") and name.endswith("-link")}


def start():
    """No generation: the history makes them."""
    for number in links():
        os.unlink("%s-%d-link" % (PROFILE, number))
    os.unlink(PROFILE)


def set_profile(toplevel):
    """As nix-env --set does: no new link if the newest one is of this system."""
    present = links()
    newest = max(present, default=0)
    if present.get(newest) != toplevel:
        newest += 1
        os.symlink(toplevel, "%s-%d-link" % (PROFILE, newest))
    os.symlink("system-%d-link" % newest, PROFILE + ".new")
    os.rename(PROFILE + ".new", PROFILE)


def free():
    volume = os.statvfs("/boot")
    return volume.f_bfree * volume.f_frsize


def predicted(argument):
    done = subprocess.run(["lifeboot", "fit", "--json", argument], stdin=subprocess.DEVNULL, capture_output=True)
    try:
        return dict(json.loads(done.stdout), status=done.returncode)
    except ValueError:
        return {"status": done.returncode, "error": (done.stdout + done.stderr).decode(errors="replace")[-800:]}


def step(number, what):
    for gone in what["remove"]:
        os.unlink("%s-%d-link" % (PROFILE, gone))
    toplevel = TOPLEVELS[str(what["system"])]
    trace = "/run/trace-%d" % number
    before = free()
    # The very first rebuild has no profile to ask about.
    prediction = predicted(toplevel) if number and os.path.exists("/usr/bin/lifeboot") else None
    asked = free()
    set_profile(toplevel)
    done = subprocess.run([toplevel + "/bin/switch-to-configuration", "boot"], stdin=subprocess.DEVNULL,
                          capture_output=True, env=dict(os.environ, LAB_TRACE=trace))
    levels = [json.loads(line)["free"] for line in open(trace)]
    return {"step": number, "links": sorted(links()), "system": what["system"], "before": before, "asked": asked,
            "peak": before - min(levels), "after": free(), "installed": done.returncode == 0,
            "said": done.stderr.decode(errors="replace")[-300:], "predicted": prediction}


start()
for number, what in enumerate(json.load(open(sys.argv[1]))):
    print(json.dumps(step(number, what)), flush=True)
