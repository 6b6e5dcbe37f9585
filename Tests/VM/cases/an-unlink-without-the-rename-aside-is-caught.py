"""Control: unlink frees the chain and the name in one go, and a drive may do the first alone."""

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd x   => keep
"""


def run(case):
    recording = case.record(SKETCH, "python3 /lab/recipes.py bare-unlink prune 40")
    found = case.replay(recording)
    text = " ".join(line for finding in found.broken for line in finding.text)
    case.expect("ends on a free cluster" in text, "an entry on a freed chain is not caught")
    case.expect(all(f.state.startswith("s") for f in found.broken), "in-order states should be whole")
