"""Control: safe steps in the wrong order leave an entry whose kernel is gone."""

SKETCH = """
esp 160M fat32 cluster 2K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd x   => keep
"""


def run(case):
    recording = case.record(SKETCH, "python3 /lab/recipes.py kernel-first prune 40")
    found = case.replay(recording)
    text = " ".join(line for finding in found.broken for line in finding.text)
    case.expect("which nixos-generation-40.conf names, is missing" in text, "the missing kernel is not caught")
    case.expect([f for f in found.broken if f.state.startswith("p")], "nothing is caught without reordering")
