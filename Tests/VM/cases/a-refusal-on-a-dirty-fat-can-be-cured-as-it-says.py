"""The FAT is dirty since a power cut: lifeboot refuses and says what to do; who does that can go on at once."""

from lab import disk, expectation

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
initrd y fake 100K
generation 40 kernel a initrd y   => release
generation 41 kernel a initrd x
generation 42 kernel a initrd x
"""


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    image = case.disk(machine)
    flag = 65 if machine.esp.fat == 32 else 37
    with open(image, "r+b") as file:
        file.seek(disk.partition(machine, "esp").start + flag)
        file.write(b"\x01")
    outcome = case.guest(machine, image, "/lab/finish lifeboot prune --keep-last 2 --apply --yes", firmware=False)
    case.succeed(outcome)
    case.expect_final(image, machine, expectation.of(machine))
