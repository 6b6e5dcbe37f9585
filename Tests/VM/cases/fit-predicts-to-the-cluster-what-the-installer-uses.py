"""`lifeboot fit` against the installers of every era, on real vfat, over generated histories.

The volume is small, so that some runs do not fit: then `fit` has to say so, and the installer to fail.
"""

import json
import random

from lab import history, machine

GEOMETRIES = ["40M fat32 cluster 512", "1200M fat32 cluster 16K", "60M fat16 cluster 4K", "300M fat32 cluster 4K",
              "200M fat16 cluster 32K", "70M fat32 cluster 1K", "40M fat16 cluster 1K", "2300M fat32 cluster 32K",
              "130M fat16 cluster 16K", "160M fat32 cluster 2K", "30M fat16 cluster 512", "600M fat32 cluster 8K",
              "60M fat16 cluster 2K", "60M fat16 cluster 8K"]
ERAS = ["B", "C", "D", "D\ninstaller collects-last", "D\ninstaller collects-first counting 3", "C\ninstaller stale-first limit 3"]
MINUTES = 2


def run(case):
    case.needs_lifeboot("fit")
    number = 4 if case.level.name == "smoke" else len(GEOMETRIES) * 2
    seen, wrong, guessed, off = 0, [], 0, []
    for index in range(number):
        seed = case.round * 100 + index
        dice = random.Random(seed)
        geometry = GEOMETRIES[index % len(GEOMETRIES)]
        era = ERAS[(index + case.round) % len(ERAS)]
        # Nobody knows how long an archive of secrets will be before it is made, so there fit can only guess.
        secrets = index % 4 == 3
        free = dice.choice(["3M", "4M", "5M", "7M"])
        sketch = machine.Machine(history.sketch(dice, "%s free %s" % (geometry, free), era, secrets=secrets))
        for result in play(case, sketch, history.steps(dice)):
            if result["predicted"] is None:
                continue
            fault = judge(result)
            seen, guessed = (seen, guessed + 1) if secrets else (seen + 1, guessed)
            if fault:
                (off if secrets else wrong).append("seed %d, esp %s free %s, era %s, step %d (links %s): %s" % (
                    seed, geometry, free, era.replace("\n", " "), result["step"], result["links"], fault))
        if not case.time_left():
            break
    case.tally.states += seen + guessed
    case.note("%d predictions, %d wrong; with secrets %d guesses, %d off" % (seen, len(wrong), guessed, len(off)))
    case.expect(not wrong, "%d of %d predictions are wrong:\n%s" % (len(wrong), seen, "\n".join(wrong[:12])))


def play(case, sketch, steps):
    image = case.disk(sketch)
    tops = {str(g.number): sketch.spec(g).toplevel for g in sketch.generations}
    init = sketch.spec(sketch.generations[0]).toplevel + "/init"
    outcome = case.guest(sketch, image, "python3 /lab/agree.py steps.json >/run/results/agreed", firmware=False, init=init,
                         files={"steps.json": json.dumps(steps).encode(), "toplevels.json": json.dumps(tops).encode()},
                         limit=240)
    case.succeed(outcome)
    image.unlink()
    return [json.loads(line) for line in outcome.text("agreed").splitlines()]


def judge(result):
    predicted = result["predicted"]
    if "peakBytes" not in predicted:
        return "no prediction: %s" % predicted
    if result["asked"] != result["before"] or predicted["availableBytes"] != result["before"]:
        return "available is %d, said was %d" % (result["before"], predicted["availableBytes"])
    if predicted["fits"] != result["installed"]:
        return "said fits=%s, the installer %s; %s" % (
            predicted["fits"], "succeeded" if result["installed"] else "failed", describe(result))
    if result["installed"] and predicted["peakBytes"] != max(0, result["peak"]):
        return describe(result)
    return ""


def describe(result):
    predicted = result["predicted"]
    return "peak %d, said %d; used %d, said needs %d; available %d" % (
        result["peak"], predicted["peakBytes"], result["before"] - result["after"], predicted["needsBytes"],
        result["before"])
