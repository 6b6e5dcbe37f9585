"""A power cut left a name on free clusters: lifeboot refuses and says what to do; who does that can go on at once."""

from lab import crash, disk, expectation

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
initrd y fake 100K
generation 40 kernel a initrd y   => release
generation 41 kernel a initrd x
generation 42 kernel a initrd x
file /EFI/nixos/LB000000.TMP 30K  => sweep
"""


def run(case):
    case.needs_lifeboot("prune")
    machine = case.machine(SKETCH)
    image = case.disk(machine)
    part = disk.partition(machine, "esp")
    reader = crash.Medium(image, [part]).readers()["esp"]
    entry = reader.tree()["/efi/nixos/lb000000.tmp"].first
    with open(image, "r+b") as file:
        file.seek(part.start + (65 if machine.esp.fat == 32 else 37))
        file.write(b"\x01")
        for table in reader.fat_at:
            file.seek(part.start + table - reader.start + entry * machine.esp.fat // 8)
            file.write(bytes(machine.esp.fat // 8))
    outcome = case.guest(machine, image, "lifeboot prune --keep-last 2 --apply --yes", firmware=False)
    case.expect(outcome.status == 4 and "LB000000.TMP ends on a free cluster" in outcome.text("output"),
                "no refusal: " + outcome.text("output"))
    outcome = case.guest(machine, image, "/lab/finish lifeboot prune --keep-last 2 --apply --yes", firmware=False)
    case.succeed(outcome)
    case.expect_final(image, machine, expectation.of(machine), after_cut=True)
