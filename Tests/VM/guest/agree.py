"""Walks through a history of generations: before each run of the installer asks `lifeboot fit`, then measures.

usage: agree.py HISTORY   (JSON: [{"links": [1, 2], "argument": 2}, …]; toplevels are in /run/case/toplevels.json)
Writes one JSON line a step: what was predicted, and what the installer really used.
"""

import json
import os
import subprocess
import sys

PROFILE = "/nix/var/nix/profiles/system"
TOPLEVELS = json.load(open("/run/case/toplevels.json"))


def set_links(wanted, current):
    folder = os.path.dirname(PROFILE)
    present = {name for name in os.listdir(folder) if name.startswith("system-") and name.endswith("-link")}
    for name in present - {"system-%d-link" % number for number in wanted}:
        os.unlink(folder + "/" + name)
    for number in wanted:
        if "system-%d-link" % number not in present:
            os.symlink(TOPLEVELS[str(number)], "%s-%d-link" % (PROFILE, number))
    if os.path.lexists(PROFILE):
        os.unlink(PROFILE)
    os.symlink("system-%d-link" % current, PROFILE)


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
    set_links(what["links"], what["argument"])
    argument = TOPLEVELS[str(what["argument"])]
    trace = "/run/trace-%d" % number
    before = free()
    prediction = predicted(argument) if os.path.exists("/usr/bin/lifeboot") else None
    asked = free()
    done = subprocess.run([argument + "/bin/switch-to-configuration", "boot"], stdin=subprocess.DEVNULL,
                          capture_output=True, env=dict(os.environ, LAB_TRACE=trace))
    levels = [json.loads(line)["free"] for line in open(trace)]
    return {"step": number, "links": what["links"], "argument": what["argument"], "before": before, "asked": asked,
            "peak": before - min(levels), "after": free(), "installed": done.returncode == 0,
            "said": done.stderr.decode(errors="replace")[-300:], "predicted": prediction}


for number, what in enumerate(json.load(open(sys.argv[1]))):
    print(json.dumps(step(number, what)), flush=True)
