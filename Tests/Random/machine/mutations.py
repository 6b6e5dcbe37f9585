"""What goes wrong on machines: draws which mutations meet one and applies them, each with a stream of its own."""

from . import damage_entries, damage_files, damage_trees

KINDS = damage_entries.KINDS + damage_files.KINDS + damage_trees.KINDS
WEIGHTS = [weight for weight, _ in KINDS]


def apply(machine):
    """Breaks the machine; the descriptions of what was done, empty for one that stays as it was made."""
    draw = machine.stream("mutations")
    count = draw.choices([0, 1, 2, 3, 6], [20, 35, 20, 15, 10])[0]
    for index in range(count):
        _, kind = draw.choices(KINDS, WEIGHTS)[0]
        name = "m%d" % index
        if name in machine.drop:
            continue
        try:
            done = kind(machine, machine.stream("mutation %d" % index))
        except (OSError, IndexError):
            done = None  # what it wanted to break is not there
        if done:
            machine.mutations.append("%s %s: %s" % (name, kind.__name__, done))
    for finish in machine.last:
        try:
            finish()
        except OSError:
            pass
    return machine.mutations
