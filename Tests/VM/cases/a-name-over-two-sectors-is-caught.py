"""Control: a new long name that lies over two sectors can reach the disk with its second half alone.

The slots of its first half were never used, so firmware takes them for the end of the folder, while Linux goes on
adding names behind. A machine of this proving ground came up after such a cut, finished the job, and did not come
up again: its initrd lay behind the hole.
"""

from lab import expectation

SKETCH = """
# fixed geometry: folders with slots that were never used
esp 600M fat32 cluster 8K
kernel z fake 300K
initrd z fake 200K
generation 40 kernel z initrd z   => release
generation 41 kernel a initrd x   => keep
generation 42 kernel a initrd y   => keep
generation 43 kernel b initrd w uninstalled
default 42
file /EFI/Microsoft/Boot/bootmgfw.efi 1M
"""


def run(case):
    machine = case.machine(SKETCH)
    wanted = expectation.of(machine, new_default=43, arrives=[43])
    recording = case.record(machine, "python3 /lab/recipes.py straddling add 43 prune 40", wanted)
    found = case.replay(recording)
    text = " ".join(line for finding in found.broken for line in finding.text)
    case.expect("behind its end mark" in text, "the hole in the folder is not caught")
