"""Control: set aside by rename, the file synced before the folder: for a moment both names have its clusters.

Who removes the one frees the chain of the other; fsck.fat cuts one of them to nothing, and does not ask which.
"""

OLD = range(30, 41)
SKETCH = """
# fixed geometry: the names lie such that it can be seen
esp 160M fat32 cluster 2K
kernel z fake 300K
%s
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
""" % "\n".join("initrd z%d fake 20K\ngeneration %d kernel z initrd z%d => release" % (n, n, n) for n in OLD)


def run(case):
    machine = case.machine(SKETCH)
    recording = case.record(machine, "python3 /lab/recipes.py file-first " + " ".join("prune %d" % n for n in OLD))
    found = case.replay(recording)
    text = " ".join(line for finding in found.broken for line in finding.text)
    case.expect("shares clusters" in text, "the shared clusters are not caught")
    other = case.record(machine, "python3 /lab/recipes.py safe " + " ".join("prune %d" % n for n in OLD), name="safe")
    case.expect_whole(other, case.replay(other))
