"""The dirty flag is set since the last power cut and no fsck ran: the FAT is sound, so lifeboot says so and goes on."""

from lab import disk, expectation

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
generation 40 kernel a initrd x   => release
generation 41 kernel a initrd x
generation 42 kernel a initrd x
"""
SCRIPT = """
lifeboot status --json
lifeboot prune --keep-last 2 --apply --yes
"""


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    image = case.disk(machine)
    with open(image, "r+b") as file:
        file.seek(disk.partition(machine, "esp").start + (65 if machine.esp.fat == 32 else 37))
        file.write(b"\x01")
    outcome = case.guest(machine, image, SCRIPT, firmware=False)
    case.expect("fsck" in outcome.text("output"), "fsck is not named: " + outcome.text("output"))
    wanted = expectation.of(machine)
    case.succeed(outcome)
    case.expect_final(image, machine, wanted)
