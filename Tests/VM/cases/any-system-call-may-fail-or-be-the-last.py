"""Every call with which a prune writes answers EIO, ENOSPC or EROFS, or the process is killed in it; it runs again."""

import json

from lab import expectation

SKETCH = """
# fixed geometry: the partition is put back from memory each time
esp 14M fat16 cluster 1K
kernel a fake 200K
kernel z fake 150K
initrd x fake 100K
initrd y fake 120K
initrd z fake 90K
generation 39 kernel z initrd z   => release
generation 40 kernel a initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
file /EFI/Microsoft/Boot/bootmgfw.efi 50K
file /EFI/nixos/LB000001.TMP 3K   => sweep
"""
MINUTES = 1.5


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    wanted = expectation.of(machine)
    sample = 30 if case.level.name == "smoke" else 400
    script = "python3 /lab/faults.py %d %d lifeboot prune --keep-last 2 --apply --yes >/run/results/rounds" % (
        sample, case.round)
    outcome = case.guest(machine, case.disk(machine), script, firmware=False, limit=60 + sample * 8,
                         files={"wanted.json": wanted.to_json().encode()})
    case.succeed(outcome)
    rounds = [json.loads(line) for line in outcome.text("rounds").splitlines()]
    counts, rounds = rounds[0], rounds[1:]
    wrong = [one for one in rounds if one["broken"] or one["again"] or one["end"]]
    case.tally.states += len(rounds)
    case.note("%d faults of %d: %s" % (len(rounds), counts["plan"], " ".join(
        "%s:%d" % pair for pair in sorted(counts["counts"].items()))))
    statuses = {}
    for one in rounds:
        key = "%s %s" % (one["fault"], one["status"])
        statuses[key] = statuses.get(key, 0) + 1
    case.note("exit statuses: " + ", ".join("%s: %d" % pair for pair in sorted(statuses.items())))
    case.expect(not wrong, "%d of %d faults: %s" % (len(wrong), len(rounds), json.dumps(wrong[:4], indent=1)))
    odd = [one for one in rounds if one["fault"] != "KILL" and one["status"] not in (0, 1, 4, 5, 6, 7)]
    case.expect(not odd, "odd exit statuses: %s" % json.dumps(odd[:4], indent=1))
