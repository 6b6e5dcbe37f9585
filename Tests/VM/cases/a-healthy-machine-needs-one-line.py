"""No false alarm: on machines of every era verify --deep says one line and ends with 0, and repair has nothing to do."""

from lab import expectation
from lab.mend import COME_UP

LINES = """
generation 40 kernel a initrd x
generation 41 kernel a initrd y specialisation dark:b:x
generation 42 kernel b initrd y
"""
SKETCHES = {
    "era C": "esp 160M fat32 cluster 2K\n" + LINES,
    "era D, counting": "esp 160M fat32 cluster 2K\nera D\ninstaller collects-first counting 3\n" + LINES,
    "era A, FAT16": "esp 120M fat16 cluster 2K\nera A\n" + LINES,
    "era B": "esp 200M fat32 cluster 1K\nera B\n" + LINES,
    "XBOOTLDR": "esp 40M fat32 cluster 512\nxbootldr 160M fat32 cluster 2K\n" + LINES,
    "secrets": "esp 160M fat32 cluster 2K\nera D\n" + LINES.replace("42 kernel b initrd y", "42 kernel b initrd z secrets 30K"),
    "Windows and a second NixOS": "esp 160M fat32 cluster 2K\nkernel q fake 100K\ninitrd q fake 90K\n" + LINES
    + "other 7 kernel q initrd q era D\nfile /EFI/Microsoft/Boot/bootmgfw.efi 1M\n",
    "another system behind": "esp 160M fat32 cluster 2K\nfile /EFI/ubuntu/linux.efi kernel o\n" + LINES
    + "nvram Boot0001 /EFI/ubuntu/linux.efi ubuntu\nnvram BootOrder 0000 0001\n",
}
SCRIPT = COME_UP + """
say plain lifeboot verify
say repair lifeboot repair --apply --yes
"""


def run(case):
    for name, sketch in list(SKETCHES.items())[:2 if case.level.name == "smoke" else None]:
        machine = case.machine(sketch)
        image = case.disk(machine)
        outcome = case.succeed(case.guest(machine, image, SCRIPT, variables=case.variables(machine), bootindex=False))
        case.booted_generation(outcome, expectation.of(machine))
        for answer in ("plain", "deep"):
            lines = outcome.text(answer).strip().splitlines()
            case.expect(outcome.text(answer + ".status").strip() == "0" and len(lines) == 1 and lines[0].startswith("ok: "),
                        "%s: verify (%s) ends with %s: %s" % (name, answer, outcome.text(answer + ".status").strip(), lines))
        case.expect(outcome.text("repair.status").strip() == "0", "%s: repair ends with %s: %s" % (
            name, outcome.text("repair.status").strip(), outcome.text("repair") + outcome.text("repair.err")))
        case.note("%s: %s" % (name, outcome.text("deep").strip()))
        image.unlink()
