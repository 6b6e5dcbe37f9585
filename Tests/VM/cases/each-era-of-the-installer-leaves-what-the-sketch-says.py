"""The stand-in installers agree with the sketches: run on a machine that is up to date they change nothing."""

from lab import expectation

SKETCH = """
esp 100M fat32 cluster 1K
kernel a fake 200K
initrd x fake 100K
kernel b fake 300K
initrd y fake 150K
era @ERA@
@INSTALLER@
generation 40 kernel a initrd x
generation 41 kernel a initrd y specialisation dark:b:y
generation 42 kernel b initrd y
generation 43 kernel b initrd x @COUNTED@ uninstalled
default 42
current 43
"""
ERAS = [("A", "", ""), ("B", "", ""), ("C", "", ""), ("D", "", ""), ("D", "installer collects-last counting 3", "counted 3")]


def run(case):
    for era, installer, counted in ERAS[1:] if case.level.name == "smoke" else ERAS:
        text = SKETCH.replace("@ERA@", era).replace("@INSTALLER@", installer).replace("@COUNTED@", counted)
        machine = case.machine(text)
        image = case.disk(machine)
        top = machine.spec(machine.generation(43)).toplevel
        case.succeed(case.guest(machine, image, "%s/bin/switch-to-configuration boot" % top, firmware=False))
        wanted = expectation.of(machine, new_default=43, arrives=[43])
        case.expect_final(image, machine, wanted)
